# exercise: neuron-epoch
# weights in an integer array
import numpy as np

def epoch(xs, ys, w, b, eta):
    a = 1 / (1 + np.exp(-(xs @ w + b)))
    delta = (a - ys) * a * (1 - a)
    new_w = np.zeros(len(w), dtype=int)
    new_w[:] = w - eta * xs.T @ delta / len(xs)
    return new_w, b - eta * delta.mean()
