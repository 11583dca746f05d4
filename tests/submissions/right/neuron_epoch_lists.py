# exercise: neuron-epoch
# lists only, two nested loops
from math import exp

def epoch(xs, ys, w, b, eta):
    m = len(xs)
    dw = [0.0] * len(w)
    db = 0.0
    for k in range(m):
        z = b
        for i in range(len(w)):
            z += w[i] * xs[k][i]
        a = 1 / (1 + exp(-z))
        d = (a - ys[k]) * a * (1 - a)
        for i in range(len(w)):
            dw[i] += d * xs[k][i] / m
        db += d / m
    new_w = [w[i] - eta * dw[i] for i in range(len(w))]
    return new_w, b - eta * db
