# exercise: output-gradients
# one number for two weights
import numpy as np

def output_gradients(sig1, sig2, sop3, predicted, target):
    back = 2 * (predicted - target) * predicted * (1 - predicted)
    return np.sum([sig1 * back, sig2 * back])
