# exercise: neuron-gradients
# extra 2 with ½-error
import numpy as np

def gradients(x, y, w, b):
    a = 1 / (1 + np.exp(-(x @ w + b)))
    dC = 2 * (a - y)
    delta = dC * a * (1 - a)
    return delta * x, delta
