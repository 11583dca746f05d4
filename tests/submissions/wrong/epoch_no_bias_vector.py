# exercise: neuron-epoch
# bias left out of z (but updated)
import numpy as np

def epoch(xs, ys, w, b, eta):
    z = xs @ w
    a = 1 / (1 + np.exp(-z))
    delta = (a - ys) * a * (1 - a)
    return w - eta * xs.T @ delta / len(xs), b - eta * delta.mean()
