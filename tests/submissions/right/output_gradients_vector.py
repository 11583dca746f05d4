# exercise: output-gradients
# vectorised, target - predicted with minus in front
import numpy as np

def output_gradients(sig1, sig2, sop3, predicted, target, name="w3"):
    hidden = np.array([sig1, sig2])
    err = target - predicted
    return -2 * err * predicted * (1 - predicted) * hidden
