# exercise: output-gradients
# first input for every weight: the first activation for both weights
import numpy as np

def output_gradients(sig1, sig2, sop3, predicted, target):
    back = 2 * (predicted - target) * predicted * (1 - predicted)
    return np.array([back * sig1, back * sig1])
