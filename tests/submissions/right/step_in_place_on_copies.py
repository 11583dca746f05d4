# exercise: train-step
# updates copies in place, hidden layer first
import numpy as np

def train_step(x, target, w1, w2, w3, learning_rate):
    w1 = w1.copy()
    w2 = w2.copy()
    w3 = w3.copy()
    f = lambda s: 1 / (1 + np.exp(-s))
    h1 = f(w1.dot(x))
    h2 = f(w2.dot(x))
    out = f(w3[0] * h1 + w3[1] * h2)
    d = 2 * (out - target) * out * (1 - out)
    w1 -= learning_rate * d * w3[0] * h1 * (1 - h1) * x
    w2 -= learning_rate * d * w3[1] * h2 * (1 - h2) * x
    w3[0] -= learning_rate * d * h1
    w3[1] -= learning_rate * d * h2
    return w1, w2, w3
