# exercise: neuron-epoch
# divided by number of features
import numpy as np

def epoch(xs, ys, w, b, eta):
    n = len(w)
    a = 1 / (1 + np.exp(-(xs @ w + b)))
    delta = (a - ys) * a * (1 - a)
    del_w = xs.T @ delta / n
    del_b = delta.sum() / n
    return w - eta * del_w, b - eta * del_b
