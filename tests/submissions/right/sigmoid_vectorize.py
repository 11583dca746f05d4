# exercise: sigmoid
# a scalar function under numpy.vectorize
import math, numpy

def one(s):
    try:
        return 1 / (1 + math.exp(-s))
    except OverflowError:
        return 0.0

sigmoid = numpy.vectorize(one, otypes=[float])
