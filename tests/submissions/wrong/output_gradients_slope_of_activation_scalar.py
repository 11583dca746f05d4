# exercise: output-gradients
# σ′ of the activation (σ′(σ(z)))
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def sigmoid_sop_deriv(sop):
    return sigmoid(sop)*(1.0-sigmoid(sop))

def output_gradients(sig1, sig2, sop3, predicted, target):
    g1 = 2*(predicted-target)
    g2 = sigmoid_sop_deriv(predicted)
    return numpy.array([sig1, sig2])*g2*g1
