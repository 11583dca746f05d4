# exercise: train
# a generator as helper, predictions filled by index
import numpy as np

def steps(x, target, W, v, lr):
    while True:
        a = 1 / (1 + np.exp(-x @ W))
        p = 1 / (1 + np.exp(-a @ v))
        d = 2 * (p - target) * p * (1 - p)
        W, v = W - lr * np.outer(x, d * v * a * (1 - a)), v - lr * d * a
        yield p, W, v

def train(x, target, w1, w2, w3, learning_rate, iterations):
    out = np.zeros(iterations)
    for k, (p, W, v) in zip(range(iterations), steps(x, target, np.c_[w1, w2], w3, learning_rate)):
        out[k] = p
    return out, W[:, 0], W[:, 1], v
