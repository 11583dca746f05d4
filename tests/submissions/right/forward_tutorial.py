# exercise: forward-pass
# as in the tutorial
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def forward(x, w_hidden1, w_hidden2, w_output):
    # Hidden Layer Calculations
    sop1 = numpy.sum(w_hidden1*x)
    sop2 = numpy.sum(w_hidden2*x)

    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)

    # Output Layer Calculations
    sop3 = numpy.sum(w_output*numpy.array([sig1, sig2]))

    predicted = sigmoid(sop3)
    return sop1, sop2, sig1, sig2, sop3, predicted
