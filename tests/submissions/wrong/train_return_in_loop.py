# exercise: train
# the return stands in the loop: only one iteration
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def train(x, target, w1, w2, w3, lr, iterations):
    predictions = []
    for _ in range(iterations):
        a = sigmoid(np.array([w1 @ x, w2 @ x]))
        p = sigmoid(w3 @ a)
        predictions.append(p)
        d = 2 * (p - target) * p * (1 - p)
        b = d * w3 * a * (1 - a)
        w1, w2, w3 = w1 - lr * b[0] * x, w2 - lr * b[1] * x, w3 - lr * d * a
        return predictions, w1, w2, w3
