# exercise: forward-pass
# loops over lists, math.exp
import math

def forward(x, w1, w2, w3):
    sop1 = 0
    sop2 = 0
    for i in range(len(x)):
        sop1 += x[i] * w1[i]
        sop2 += x[i] * w2[i]
    sig1 = 1 / (1 + math.e ** -sop1)
    sig2 = 1 / (1 + math.e ** -sop2)
    sop3 = sig1 * w3[0] + sig2 * w3[1]
    predicted = 1 / (1 + math.e ** -sop3)
    return sop1, sop2, sig1, sig2, sop3, predicted
