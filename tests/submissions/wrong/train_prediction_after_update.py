# exercise: train
# the predictions are those of the updated weights
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def predict(x, w1, w2, w3):
    return sigmoid(w3[0] * sigmoid(w1 @ x) + w3[1] * sigmoid(w2 @ x))

def train(x, target, w1, w2, w3, lr, iterations):
    predictions = []
    for _ in range(iterations):
        a1, a2 = sigmoid(w1 @ x), sigmoid(w2 @ x)
        p = predict(x, w1, w2, w3)
        d = 2 * (p - target) * p * (1 - p)
        w1, w2, w3 = (w1 - lr * d * w3[0] * a1 * (1 - a1) * x,
                      w2 - lr * d * w3[1] * a2 * (1 - a2) * x,
                      w3 - lr * d * np.array([a1, a2]))
        predictions.append(predict(x, w1, w2, w3))
    return predictions, w1, w2, w3
