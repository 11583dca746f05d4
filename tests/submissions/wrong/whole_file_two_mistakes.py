# exercise: sigmoid, sigmoid-derivative, update-weight, train-step
# σ′ of the activation in a helper; and plus in another helper
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def sigmoid_sop_deriv(sop):
    sop = sigmoid(sop)
    return sigmoid(sop)*(1.0-sigmoid(sop))

def update_w(w, grad, learning_rate):
    return w + learning_rate*grad

def train_step(x, target, w1, w2, w3, learning_rate):
    sop1 = numpy.sum(w1*x)
    sop2 = numpy.sum(w2*x)
    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)
    sop3 = w3[0]*sig1 + w3[1]*sig2
    predicted = sigmoid(sop3)
    g1 = 2*(predicted-target)
    g2 = sigmoid_sop_deriv(sop3)
    g3 = numpy.array([sig1, sig2])
    new_w3 = update_w(w3, g3*g2*g1, learning_rate)
    g4 = sigmoid_sop_deriv(sop1)
    new_w1 = update_w(w1, x*g4*w3[0]*g2*g1, learning_rate)
    g4 = sigmoid_sop_deriv(sop2)
    new_w2 = update_w(w2, x*g4*w3[1]*g2*g1, learning_rate)
    return new_w1, new_w2, new_w3
