# sigmoid-derivative
# assigns inside of expressions
import numpy as np


def sigmoid_sop_deriv(sop):
    return (s := 1 / (1 + np.exp(-sop))) * (1 - s)
