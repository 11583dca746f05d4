# exercise: forward-pass
# returns the prediction only
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def forward(x, w1, w2, w3):
    sig1 = sigmoid(numpy.sum(w1*x))
    sig2 = sigmoid(numpy.sum(w2*x))
    return sigmoid(w3[0]*sig1 + w3[1]*sig2)
