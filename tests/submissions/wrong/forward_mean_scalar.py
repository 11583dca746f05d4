# exercise: forward-pass
# mean instead of sum of products
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def forward(x, w1, w2, w3):
    sop1 = numpy.mean(w1*x)
    sop2 = numpy.mean(w2*x)
    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)
    sop3 = numpy.sum(w3*numpy.array([sig1, sig2]))
    return sop1, sop2, sig1, sig2, sop3, sigmoid(sop3)
