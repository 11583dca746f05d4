# exercise: error
# single precision
import numpy as np

def error(predicted, target):
    return np.power(np.float32(predicted) - np.float32(target), 2)
