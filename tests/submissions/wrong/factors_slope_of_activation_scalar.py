# exercise: chain-factors
# σ′ of the activation (σ′(σ(z)))
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def sigmoid_sop_deriv(sop):
    return sigmoid(sop)*(1.0-sigmoid(sop))

def chain_factors(x, target, w1, w2, w3):
    sig1 = sigmoid(numpy.sum(w1*x))
    sig2 = sigmoid(numpy.sum(w2*x))
    predicted = sigmoid(w3[0]*sig1 + w3[1]*sig2)
    g1 = 2*(predicted-target)
    g2 = sigmoid_sop_deriv(predicted)
    g3 = w3[0]
    g4 = sigmoid_sop_deriv(sig1)
    g5 = x[0]
    return g1, g2, g3, g4, g5
