# exercise: sigmoid
# fills its own array with two masks
import numpy as np

def sigmoid(x):
    """logistic function, two cases so that exp never gets big"""
    x = np.array(x, dtype=np.float64)
    out = np.empty_like(x)
    pos = x >= 0
    out[pos] = 1.0 / (1.0 + np.exp(-x[pos]))
    ex = np.exp(x[~pos])
    out[~pos] = ex / (1.0 + ex)
    return out
