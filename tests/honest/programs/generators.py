# train
# a generator yields the iterations
import itertools

import numpy as np


def s(z):
    return 1 / (1 + np.exp(-z))


def steps(x, t, w1, w2, w3, rate):
    while True:
        a = np.array([s(x @ w1), s(x @ w2)])
        p = s(w3 @ a)
        d = 2 * (p - t) * p * (1 - p)
        b = d * w3 * a * (1 - a)
        w1, w2, w3 = w1 - rate * b[0] * x, w2 - rate * b[1] * x, w3 - rate * d * a
        yield p, w1, w2, w3


def train(x, target, w_hidden1, w_hidden2, w_output, learning_rate, iterations):
    found = list(
        itertools.islice(
            steps(x, target, w_hidden1, w_hidden2, w_output, learning_rate), iterations
        )
    )
    return [each[0] for each in found], *found[-1][1:]
