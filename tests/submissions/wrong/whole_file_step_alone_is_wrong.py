# exercise: sigmoid, update-weight, train-step
# forgot factor 2 in the step, the helpers are right
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def update_w(w, grad, learning_rate):
    return w - learning_rate*grad

def train_step(x, target, w1, w2, w3, learning_rate):
    sig1 = sigmoid(numpy.sum(w1*x))
    sig2 = sigmoid(numpy.sum(w2*x))
    predicted = sigmoid(w3[0]*sig1 + w3[1]*sig2)
    g1 = predicted - target
    back = g1*predicted*(1-predicted)
    return (update_w(w1, back*w3[0]*sig1*(1-sig1)*x, learning_rate),
            update_w(w2, back*w3[1]*sig2*(1-sig2)*x, learning_rate),
            update_w(w3, back*numpy.array([sig1, sig2]), learning_rate))
