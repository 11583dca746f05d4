# exercise: output-gradients
# scalar gradient (np.sum)
import numpy as np

def output_gradients(sig1, sig2, sop3, predicted, target):
    back = 2 * (predicted - target) * predicted * (1 - predicted)
    total = np.sum([sig1 * back, sig2 * back])
    return np.array([total, total])
