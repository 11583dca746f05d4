# exercise: hidden-gradients
# g4 missing
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def sigmoid_sop_deriv(sop):
    return sigmoid(sop)*(1.0-sigmoid(sop))

def hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target):
    g1 = 2*(predicted-target)
    g2 = sigmoid_sop_deriv(sop3)
    g3 = w_output[0]
    grad1 = x*g3*g2*g1
    g3 = w_output[1]
    grad2 = x*g3*g2*g1
    return grad1, grad2
