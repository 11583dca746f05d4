# train
# draws a bar with carriage returns, as tqdm does
import sys

import numpy as np


def sig(z):
    return 1 / (1 + np.exp(-z))


def train(x, target, w_hidden1, w_hidden2, w_output, learning_rate, iterations):
    history = []
    for k in range(iterations):
        sys.stdout.write(f"\r\x1b[32m[{'#' * (k % 40):40}]\x1b[0m {k}/{iterations}")
        h = sig(np.array([w_hidden1 @ x, w_hidden2 @ x]))
        out = sig(w_output @ h)
        history.append(out)
        d = 2 * (out - target) * out * (1 - out)
        dh = d * w_output * h * (1 - h)
        w_output = w_output - learning_rate * d * h
        w_hidden1 = w_hidden1 - learning_rate * dh[0] * x
        w_hidden2 = w_hidden2 - learning_rate * dh[1] * x
    print()
    return np.array(history), w_hidden1, w_hidden2, w_output
