# train-step
# functions inside of functions, nonlocal
import numpy as np


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    calls = 0

    def s(z):
        nonlocal calls
        calls += 1
        return 1 / (1 + np.exp(-z))

    def forward():
        a = np.array([s(x @ w_hidden1), s(x @ w_hidden2)])
        return a, s(a @ w_output)

    def backward(a, p):
        delta = 2 * (p - target) * p * (1 - p)

        def hidden(k):
            return delta * w_output[k] * a[k] * (1 - a[k]) * x

        return hidden(0), hidden(1), delta * a

    grads = backward(*forward())
    assert calls == 3
    return tuple(
        w - learning_rate * g for w, g in zip((w_hidden1, w_hidden2, w_output), grads, strict=True)
    )
