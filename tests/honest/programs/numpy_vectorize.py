# sigmoid, sigmoid-derivative
# scalar functions made into functions of arrays
import math

import numpy as np


@np.vectorize
def sigmoid(sop):
    return 0.5 + 0.5 * math.tanh(sop / 2)


def _slope(z):
    return float(sigmoid(z)) * (1 - float(sigmoid(z)))


sigmoid_sop_deriv = np.vectorize(_slope, otypes=[float])
