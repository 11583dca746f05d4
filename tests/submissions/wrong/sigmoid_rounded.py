# exercise: sigmoid
# rounds to 4 decimals
import numpy

def sigmoid(sop):
    return numpy.round(1.0/(1+numpy.exp(-1*sop)), 4)
