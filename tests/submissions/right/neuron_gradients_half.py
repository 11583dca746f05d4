# exercise: neuron-gradients
# half times two is kept in the formula, db as an array of one element
import numpy as np

def gradients(x, y, w, b):
    z = np.array([np.vdot(w, x) + b])
    a = 1 / (1 + np.exp(-z))
    dC_da = 0.5 * 2 * (a - y)
    da_dz = np.exp(-z) / (1 + np.exp(-z)) ** 2
    dz_dw = x
    return dC_da * da_dz * dz_dw, dC_da * da_dz
