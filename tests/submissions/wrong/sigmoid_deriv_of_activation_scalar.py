# exercise: sigmoid-derivative
# σ′ of the activation (σ′(σ(z)))
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def sigmoid_sop_deriv(sop):
    s = sigmoid(sop)
    return sigmoid(s)*(1.0-sigmoid(s))
