# exercise: sigmoid-derivative
# on no list: e^z/(1+e^z) without the square
import numpy

def sigmoid_sop_deriv(sop):
    e = numpy.exp(-sop)
    return e / (1 + e) ** 3
