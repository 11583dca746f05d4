# exercise: hidden-gradients
# first input for every weight (`g3w[0]`)
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def sigmoid_sop_deriv(sop):
    return sigmoid(sop)*(1.0-sigmoid(sop))

def hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target):
    g1 = 2*(predicted-target)
    g2 = sigmoid_sop_deriv(sop3)
    g5 = numpy.zeros(x.shape[0])
    g5[:] = x[0]
    g4 = sigmoid_sop_deriv(sop1)
    grad1 = g5*g4*w_output[0]*g2*g1
    g4 = sigmoid_sop_deriv(sop2)
    grad2 = g5*g4*w_output[1]*g2*g1
    return grad1, grad2
