# exercise: sigmoid-derivative
# on no list: the denominator cubed instead of squared
import numpy

def sigmoid_sop_deriv(sop):
    e = numpy.exp(-sop)
    return e / (1 + e) ** 3
