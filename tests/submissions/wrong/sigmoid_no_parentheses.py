# exercise: sigmoid
# missing parentheses `1.0/1+exp(-z)`
import numpy

def sigmoid(sop):
    return 1.0/1+numpy.exp(-1*sop)
