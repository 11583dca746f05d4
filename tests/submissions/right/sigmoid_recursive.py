# exercise: sigmoid
# calls itself for the elements of an array
import math
import numpy as np

def sigmoid(sop):
    if np.ndim(sop) > 0:
        return np.array([sigmoid(s) for s in sop])
    if sop < -700:
        return 0.0
    return 1 / (1 + math.exp(-sop))
