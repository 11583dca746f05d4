# sigmoid, sigmoid-derivative
# everything of numpy by its bare name
from numpy import *


def sigmoid(sop):
    return 1 / (1 + exp(-sop))


def sigmoid_sop_deriv(sop):
    return multiply(sigmoid(sop), subtract(1, sigmoid(sop)))
