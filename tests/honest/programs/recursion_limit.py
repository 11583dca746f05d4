# neuron-epoch
# raises the limit of recursion a little, and goes through examples by calling itself
import sys

import numpy as np

sys.setrecursionlimit(5000)


def count(n):
    return 0 if n == 0 else 1 + count(n - 1)


assert count(3000) == 3000


def total(xs, ys, w, b):
    if len(xs) == 0:
        return np.zeros(len(w)), 0.0
    a = 1 / (1 + np.exp(-(w @ xs[0] + b)))
    d = (a - ys[0]) * a * (1 - a)
    dw, db = total(xs[1:], ys[1:], w, b)
    return dw + d * xs[0], db + d


def epoch(xs, ys, w, b, eta):
    dw, db = total(xs, ys, w, b)
    return w - eta * dw / len(xs), b - eta * db / len(xs)
