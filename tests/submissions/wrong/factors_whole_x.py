# exercise: chain-factors
# g5 is the whole vector of inputs
import numpy as np

def chain_factors(x, t, w1, w2, w3):
    s = lambda z: 1 / (1 + np.exp(-z))
    a = s(np.array([w1, w2]) @ x)
    p = s(a @ w3)
    return 2 * (p - t), p * (1 - p), w3[0], a[0] * (1 - a[0]), x
