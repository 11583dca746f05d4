# exercise: hidden-gradients
# W41/W42 swapped in the chain
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def sigmoid_sop_deriv(sop):
    return sigmoid(sop)*(1.0-sigmoid(sop))

def hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target):
    g1 = 2*(predicted-target)
    g2 = sigmoid_sop_deriv(sop3)
    g3 = w_output[1]
    g4 = sigmoid_sop_deriv(sop1)
    grad1 = x*g4*g3*g2*g1
    g3 = w_output[0]
    g4 = sigmoid_sop_deriv(sop2)
    grad2 = x*g4*g3*g2*g1
    return grad1, grad2
