# exercise: sigmoid, update-weight, train-step
# a file half done: sigmoid is right, the other two are still starters
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def update_w(w, grad, learning_rate):
    """The new weight."""
    raise NotImplementedError

def train_step(x, target, w1, w2, w3, learning_rate):
    """One step."""
    raise NotImplementedError("train_step is not written yet")
