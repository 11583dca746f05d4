# exercise: sigmoid-derivative
# σ′ = 1-a (forgot a)
import numpy

def sigmoid_sop_deriv(sop):
    return 1.0 - 1.0/(1+numpy.exp(-1*sop))
