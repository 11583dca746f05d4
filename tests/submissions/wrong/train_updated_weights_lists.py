# exercise: train
# already-updated output weights
from math import exp

def f(z):
    return 1 / (1 + exp(-z))

def train(x, target, w1, w2, w3, rate, iterations):
    w1, w2, w3 = list(w1), list(w2), list(w3)
    history = []
    for k in range(iterations):
        h1 = f(sum(a * b for a, b in zip(x, w1)))
        h2 = f(sum(a * b for a, b in zip(x, w2)))
        p = f(h1 * w3[0] + h2 * w3[1])
        history.append(p)
        d = 2 * (p - target) * p * (1 - p)
        w3[0] -= rate * d * h1
        w3[1] -= rate * d * h2
        for i in range(len(x)):
            w1[i] -= rate * d * w3[0] * h1 * (1 - h1) * x[i]
            w2[i] -= rate * d * w3[1] * h2 * (1 - h2) * x[i]
    return history, w1, w2, w3
