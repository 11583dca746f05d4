# exercise: forward-pass
# crossed hidden→output weights
import numpy as np

def forward(x, w1, w2, w3):
    z1, z2 = np.dot(x, w1), np.dot(x, w2)
    a1, a2 = 1 / (1 + np.exp(-z1)), 1 / (1 + np.exp(-z2))
    z3 = np.dot(w3, [a2, a1])
    return z1, z2, a1, a2, z3, 1 / (1 + np.exp(-z3))
