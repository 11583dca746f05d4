# exercise: train-step
# target - predicted, and plus in the update
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def train_step(x, target, w1, w2, w3, learning_rate):
    sig1 = sigmoid(numpy.sum(w1*x))
    sig2 = sigmoid(numpy.sum(w2*x))
    predicted = sigmoid(w3[0]*sig1 + w3[1]*sig2)

    err = target - predicted
    delta3 = 2*err*predicted*(1-predicted)
    delta1 = delta3*w3[0]*sig1*(1-sig1)
    delta2 = delta3*w3[1]*sig2*(1-sig2)

    new_w3 = w3 + learning_rate*delta3*numpy.array([sig1, sig2])
    return w1 + learning_rate*delta1*x, w2 + learning_rate*delta2*x, new_w3
