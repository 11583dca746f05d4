# exercise: neuron-epoch
# vectorised, numpy.mean
import numpy as np

def epoch(X, Y, w, b, eta):
    a = 1 / (1 + np.exp(-(X @ w + b)))
    delta = (a - Y) * a * (1 - a)
    w = w - eta * np.mean(delta[:, None] * X, axis=0)
    b = b - eta * np.mean(delta)
    return w, b
