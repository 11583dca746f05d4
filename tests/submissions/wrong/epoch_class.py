# exercise: neuron-epoch
# a class called epoch instead of a function
import numpy as np

class epoch:
    def __init__(self, xs, ys, w, b, eta):
        a = 1 / (1 + np.exp(-(xs @ w + b)))
        delta = (a - ys) * a * (1 - a)
        self.w = w - eta * xs.T @ delta / len(xs)
        self.b = b - eta * delta.mean()
