# exercise: chain-factors
# tutorial helpers
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def error_predicted_deriv(predicted, target):
    return 2*(predicted-target)

def sigmoid_sop_deriv(sop):
    return sigmoid(sop)*(1.0-sigmoid(sop))

def sop_w_deriv(x):
    return x

def chain_factors(x, target, w1_3, w2_3, w3_2):
    sop1 = numpy.sum(w1_3*x)
    sop2 = numpy.sum(w2_3*x)
    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)
    sop3 = numpy.sum(w3_2*numpy.array([sig1, sig2]))
    predicted = sigmoid(sop3)

    g1 = error_predicted_deriv(predicted, target)
    g2 = sigmoid_sop_deriv(sop3)
    g3 = sop_w_deriv(w3_2[0])
    g4 = sigmoid_sop_deriv(sop1)
    g5 = sop_w_deriv(x[0])
    return g1, g2, g3, g4, g5
