# exercise: train-step
# vectorised with one matrix for the hidden layer
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def train_step(x, t, w1, w2, w3, lr):
    W = np.column_stack([w1, w2])
    a = sigmoid(x @ W)
    p = sigmoid(a @ w3)
    d3 = 2 * (p - t) * p * (1 - p)
    dh = d3 * w3 * a * (1 - a)
    W = W - lr * np.outer(x, dh)
    return W[:, 0], W[:, 1], w3 - lr * d3 * a
