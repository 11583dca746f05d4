# exercise: neuron-epoch
# bias: twice
import numpy as np

def epoch(xs, ys, w, b, eta):
    a = 1 / (1 + np.exp(-(xs @ w + b)))
    delta = (a - ys) * a * (1 - a)
    w = w - eta * xs.T @ delta / len(xs)
    b = b - eta * delta.mean()
    b = b - eta * delta.mean()
    return w, b
