# exercise: hidden-gradients
# tutorial style
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def sigmoid_sop_deriv(sop):
    return sigmoid(sop)*(1.0-sigmoid(sop))

def hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target):
    g1 = 2*(predicted-target)
    g2 = sigmoid_sop_deriv(sop3)

    # First Hidden Neuron
    g3 = w_output[0]
    g4 = sigmoid_sop_deriv(sop1)
    g5 = x
    grad_hidden1_input = g5*g4*g3*g2*g1

    # Second Hidden Neuron
    g3 = w_output[1]
    g4 = sigmoid_sop_deriv(sop2)
    g5 = x
    grad_hidden2_input = g5*g4*g3*g2*g1

    return grad_hidden1_input, grad_hidden2_input
