# exercise: output-gradients
# tutorial style, g3 filled by index
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def output_gradients(sig1, sig2, sop3, predicted, target):
    g1 = 2*(predicted-target)
    g2 = sigmoid(sop3)*(1.0-sigmoid(sop3))
    g3 = numpy.zeros(2)
    g3[0] = sig1
    g3[1] = sig2
    grad_hidden_output = g3*g2*g1
    return grad_hidden_output
