# exercise: output-gradients
# forgot factor 2
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def output_gradients(sig1, sig2, sop3, predicted, target):
    g1 = predicted-target
    g2 = sigmoid(sop3)*(1.0-sigmoid(sop3))
    g3 = numpy.array([sig1, sig2])
    return g3*g2*g1
