# exercise: train
# forgot factor 2
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def train(x, t, w1, w2, w3, lr, iterations):
    W = np.array([w1, w2])
    preds = []
    for _ in range(iterations):
        a = sigmoid(W @ x)
        p = sigmoid(w3 @ a)
        preds.append(p)
        dp = p - t
        delta = dp * p * (1 - p)
        W, w3 = W - lr * np.outer(delta * w3 * a * (1 - a), x), w3 - lr * delta * a
    return preds, W[0], W[1], w3
