# exercise: train-step
# a bracket is missing
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop)

def train_step(x, target, w1, w2, w3, learning_rate):
    return w1, w2, w3
