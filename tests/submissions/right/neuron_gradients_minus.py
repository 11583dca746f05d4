# exercise: neuron-gradients
# -(y - a), the bias as one more weight
import numpy as np

def gradients(x, y, w, b):
    inputs = np.append(x, 1.0)
    weights = np.append(w, b)
    a = 1 / (1 + np.exp(-np.sum(inputs * weights)))
    grad = -(y - a) * (a - a * a) * inputs
    return grad[:-1], grad[-1]
