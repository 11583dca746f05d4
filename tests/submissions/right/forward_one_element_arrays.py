# exercise: forward-pass
# numbers come back as arrays of one element
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, w1, w2, w3):
    x = x.reshape(1, -1)
    sop1 = (x @ w1.reshape(-1, 1))[0]
    sop2 = (x @ w2.reshape(-1, 1))[0]
    sig1, sig2 = sigmoid(sop1), sigmoid(sop2)
    sop3 = sig1 * w3[0] + sig2 * w3[1]
    return sop1, sop2, sig1, sig2, sop3, sigmoid(sop3)
