# exercise: sigmoid
# as in the tutorial
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))
