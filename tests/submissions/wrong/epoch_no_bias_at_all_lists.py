# exercise: neuron-epoch
# no bias at all on a task that needs it
from math import exp

def epoch(xs, ys, w, b, eta):
    m = len(xs)
    dw = [0.0] * len(w)
    for x, y in zip(xs, ys):
        a = 1 / (1 + exp(-sum(p * q for p, q in zip(w, x))))
        d = (a - y) * a * (1 - a)
        for i in range(len(w)):
            dw[i] += d * x[i] / m
    return [w[i] - eta * dw[i] for i in range(len(w))], b
