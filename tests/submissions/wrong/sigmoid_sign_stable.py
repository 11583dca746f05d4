# exercise: sigmoid
# sigmoid sign, 1/(1+e^{z})
import numpy as np

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, e, 1) / (1 + e)
