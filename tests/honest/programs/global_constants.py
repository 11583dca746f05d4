# sigmoid
# constants of the whole file, some of them changed by a function
import numpy

E = 2.718281828459045
CALLS = 0
ONE, TWO = 1.0, 2.0
TABLE = {"one": ONE, "two": [TWO] * 2}


def sigmoid(sop):
    global CALLS
    CALLS += 1
    return ONE / (TABLE["one"] + numpy.power(E, -sop))
