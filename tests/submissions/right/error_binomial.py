# exercise: error
# multiplied out
import numpy as np

def error(p, t):
    p = np.asarray(p)
    return np.square(p) - 2 * p * t + np.square(t)
