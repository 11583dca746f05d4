# exercise: forward-pass
# no output activation
from math import exp

def forward(x, w1, w2, w3):
    sop1 = sum([a * b for a, b in zip(x, w1)])
    sop2 = sum([a * b for a, b in zip(x, w2)])
    sig1 = 1 / (1 + exp(-sop1))
    sig2 = 1 / (1 + exp(-sop2))
    sop3 = sig1 * w3[0] + sig2 * w3[1]
    predicted = sop3
    return sop1, sop2, sig1, sig2, sop3, predicted
