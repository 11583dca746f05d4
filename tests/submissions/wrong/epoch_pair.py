# exercise: neuron-epoch
# bias left out of z; and sum instead of mean
import numpy as np

def epoch(xs, ys, w, b, eta):
    a = 1 / (1 + np.exp(-(xs @ w)))
    delta = (a - ys) * a * (1 - a)
    return w - eta * xs.T @ delta, b - eta * delta.sum()
