# exercise: backprop
# the weights of the caller are changed on the way
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def backprop(x, target, weights):
    a = [x]
    for W in weights:
        a.append(sigmoid(a[-1] @ W))
    delta = 2 * (a[-1] - target) * a[-1] * (1 - a[-1])
    grads = []
    for l in range(len(weights) - 1, -1, -1):
        g = np.outer(a[l], delta)
        grads.insert(0, g)
        weights[l] -= 0.1 * g
        delta = (weights[l] @ delta) * a[l] * (1 - a[l])
    return grads
