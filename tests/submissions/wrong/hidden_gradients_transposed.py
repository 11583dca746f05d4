# exercise: hidden-gradients
# one matrix with a column for each neuron
import numpy as np

def slope(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)

def hidden_gradients(x, w, sop1, sop2, sop3, p, t):
    back = 2 * (p - t) * slope(sop3)
    return np.outer(x, back * w * slope(np.array([sop1, sop2])))
