# exercise: train-step
# already-updated output weights through an alias (list of arrays copied shallowly)
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def train_step(x, target, w1, w2, w3, lr):
    weights = [np.array(w1), np.array(w2), np.array(w3)]
    old = weights[:]
    s1, s2 = x @ weights[0], x @ weights[1]
    a1, a2 = sigmoid(s1), sigmoid(s2)
    p = sigmoid(weights[2][0] * a1 + weights[2][1] * a2)
    back = 2 * (p - target) * p * (1 - p)
    weights[2] -= lr * back * np.array([a1, a2])
    via1 = old[2][0]
    via2 = old[2][1]
    weights[0] -= lr * back * via1 * a1 * (1 - a1) * x
    weights[1] -= lr * back * via2 * a2 * (1 - a2) * x
    return weights[0], weights[1], weights[2]
