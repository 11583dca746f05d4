# backprop
# einsum, matmul, broadcasting, newaxis and a stack of layers
import numpy as np


def backprop(x, target, weights):
    activations = [np.asarray(x)]
    for W in weights:
        activations.append(1 / (1 + np.exp(-np.einsum("i,ij->j", activations[-1], W))))
    slope = 2 * (activations[-1] - target)
    grads = []
    for W, before, after in zip(weights[::-1], activations[-2::-1], activations[:0:-1]):
        delta = slope * after * (1 - after)
        grads.append(before[:, np.newaxis] * delta[None, :])
        slope = np.matmul(W, delta)
    return grads[::-1]
