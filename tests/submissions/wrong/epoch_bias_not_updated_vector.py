# exercise: neuron-epoch
# bias: not updated
import numpy as np

def epoch(xs, ys, w, b, eta):
    a = 1 / (1 + np.exp(-(xs @ w + b)))
    delta = (a - ys) * a * (1 - a)
    return w - eta * np.mean(delta[:, None] * xs, axis=0), b
