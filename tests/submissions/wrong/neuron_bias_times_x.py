# exercise: neuron-gradients
# bias: × input
import numpy as np

def gradients(x, y, w, b):
    z = w.dot(x) + b
    a = 1 / (1 + np.exp(-z))
    delta = (a-y)*a*(1-a)
    db = delta * x[0]
    return delta * x, db
