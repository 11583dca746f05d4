# exercise: neuron-epoch
# bias: from dW row sums
import numpy as np

def epoch(xs, ys, w, b, eta):
    a = 1 / (1 + np.exp(-(xs @ w + b)))
    delta = (a - ys) * a * (1 - a)
    dw = xs.T @ delta / len(xs)
    db = np.sum(dw)
    return w - eta * dw, b - eta * db
