# exercise: train-step
# right values, in the very arrays of the caller (updated in place)
import numpy as np

def train_step(x, target, w1, w2, w3, lr):
    a = 1 / (1 + np.exp(-np.array([w1 @ x, w2 @ x])))
    p = 1 / (1 + np.exp(-w3 @ a))
    delta = 2 * (p - target) * p * (1 - p)
    back = delta * w3 * a * (1 - a)
    w1 -= lr * back[0] * x
    w2 -= lr * back[1] * x
    w3 -= lr * delta * a
    return w1, w2, w3
