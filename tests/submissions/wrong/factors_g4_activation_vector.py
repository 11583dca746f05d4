# exercise: chain-factors
# g4 = Activ_j
import numpy as np

def chain_factors(x, t, w1, w2, w3):
    s = lambda z: 1 / (1 + np.exp(-z))
    a = s(np.array([w1, w2]) @ x)
    p = s(a @ w3)
    return {"g1": 2 * (p - t), "g2": p * (1 - p), "g3": w3[0], "g4": a[0], "g5": x[0]}
