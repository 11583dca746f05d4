# exercise: train-step
# already-updated output weights through an alias (a view)
import numpy as np

def train_step(x, target, w1, w2, w3, lr):
    W = w3.reshape(2, 1)
    a = 1 / (1 + np.exp(-np.array([w1 @ x, w2 @ x])))
    p = 1 / (1 + np.exp(-a @ w3))
    delta = 2 * (p - target) * p * (1 - p)
    W -= lr * delta * a.reshape(2, 1)
    back = delta * w3 * a * (1 - a)
    return w1 - lr * back[0] * x, w2 - lr * back[1] * x, W[:, 0]
