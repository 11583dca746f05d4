# exercise: sigmoid
# sigmoid sign, 1/(1+e^{z})
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(sop))
