# forward-pass
# plain Python and math, without numpy
import math
from math import exp


def forward(x, w_hidden1, w_hidden2, w_output):
    sop1 = math.fsum(a * b for a, b in zip(x, w_hidden1))
    sop2 = math.fsum(a * b for a, b in zip(x, w_hidden2))
    sig1 = 1 / (1 + exp(-sop1))
    sig2 = 1 / (1 + math.e ** -sop2)
    sop3 = w_output[0] * sig1 + w_output[1] * sig2
    return sop1, sop2, sig1, sig2, sop3, 1 / (1 + exp(-sop3))
