# exercise: backprop
# only one of the paths to the error
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
        grads.insert(0, np.outer(a[l], delta))
        delta = weights[l][:, 0] * delta[0] * a[l] * (1 - a[l])
    return grads
