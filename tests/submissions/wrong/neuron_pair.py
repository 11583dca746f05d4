# exercise: neuron-gradients
# extra 2 with ½-error; and bias: × input
import numpy as np

def gradients(x, y, w, b):
    a = 1 / (1 + np.exp(-(x @ w + b)))
    delta = 2 * (a - y) * a * (1 - a)
    return delta * x, delta * x[0]
