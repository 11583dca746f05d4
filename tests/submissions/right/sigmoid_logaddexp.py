# exercise: sigmoid
# expit written without scipy
from numpy import exp, logaddexp

def sigmoid(sop):
    # log(1 + e^-x) never overflows
    return exp(-logaddexp(0, -sop))
