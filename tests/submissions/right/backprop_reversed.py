# exercise: backprop
# loops backwards, inserts at the front
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def backprop(x, target, weights):
    activations = [x]
    for W in weights:
        activations.append(sigmoid(activations[-1] @ W))
    out = activations[-1]
    delta = 2 * (out - target) * out * (1 - out)
    grads = [np.outer(activations[-2], delta)]
    for layer in range(len(weights) - 2, -1, -1):
        a = activations[layer + 1]
        delta = (weights[layer + 1] @ delta) * a * (1 - a)
        grads.insert(0, np.outer(activations[layer], delta))
    return grads
