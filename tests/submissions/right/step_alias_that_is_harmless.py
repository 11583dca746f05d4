# exercise: train-step
# a second name for the weights, but the update makes a new array
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def train_step(x, target, w1, w2, w3, learning_rate):
    w3_old = w3
    sop1 = numpy.sum(w1*x)
    sop2 = numpy.sum(w2*x)
    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)
    sop3 = numpy.sum(w3*numpy.array([sig1, sig2]))
    predicted = sigmoid(sop3)
    g1 = 2*(predicted-target)
    g2 = sigmoid(sop3)*(1.0-sigmoid(sop3))
    g3 = numpy.array([sig1, sig2])
    w3 = w3 - learning_rate*g3*g2*g1
    g3 = w3_old[0]
    g4 = sigmoid(sop1)*(1.0-sigmoid(sop1))
    w1 = w1 - learning_rate*x*g4*g3*g2*g1
    g3 = w3_old[1]
    g4 = sigmoid(sop2)*(1.0-sigmoid(sop2))
    w2 = w2 - learning_rate*x*g4*g3*g2*g1
    return w1, w2, w3
