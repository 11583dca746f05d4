# exercise: forward-pass
# every step is rounded to 4 decimals, and the next one goes on with that
import math


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def forward(x, w1, w2, w3):
    sop1 = round(float(sum(w1 * x)), 4)
    sop2 = round(float(sum(w2 * x)), 4)
    sig1 = round(sigmoid(sop1), 4)
    sig2 = round(sigmoid(sop2), 4)
    sop3 = round(float(w3[0] * sig1 + w3[1] * sig2), 4)
    return sop1, sop2, sig1, sig2, sop3, round(sigmoid(sop3), 4)
