# exercise: chain-factors
# ∂SOP3/∂Activ replaced by Activ (stale g3)
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def sigmoid_sop_deriv(sop):
    return sigmoid(sop)*(1.0-sigmoid(sop))

def chain_factors(x, target, w1, w2, w3):
    sop1 = numpy.sum(w1*x)
    sop2 = numpy.sum(w2*x)
    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)
    sop3 = w3[0]*sig1 + w3[1]*sig2
    predicted = sigmoid(sop3)
    g1 = 2*(predicted-target)
    g2 = sigmoid_sop_deriv(sop3)
    g3 = sig1
    g4 = sigmoid_sop_deriv(sop1)
    g5 = x[0]
    return g1, g2, g3, g4, g5
