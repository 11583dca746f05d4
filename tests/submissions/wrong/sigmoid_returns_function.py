# exercise: sigmoid
# returns the function instead of its result
import numpy

def sigmoid(sop):
    def value():
        return 1.0/(1+numpy.exp(-1*sop))
    return value
