# exercise: neuron-epoch
# divided by n-1
from math import exp

def epoch(xs, ys, w, b, eta):
    m = len(xs)
    dw = [0.0] * len(w)
    db = 0.0
    for x, y in zip(xs, ys):
        z = b + sum(p * q for p, q in zip(w, x))
        a = 1 / (1 + exp(-z))
        d = (a - y) * a * (1 - a)
        for i in range(len(w)):
            dw[i] += d * x[i] / (m - 1)
        db += d / (m - 1)
    return [w[i] - eta * dw[i] for i in range(len(w))], b - eta * db
