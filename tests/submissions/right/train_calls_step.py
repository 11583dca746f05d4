# exercise: train-step, train
# the loop calls the student's own step
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def predict(x, w1, w2, w3):
    h = sigmoid(np.array([x @ w1, x @ w2]))
    return h, sigmoid(h @ w3)

def train_step(x, target, w1, w2, w3, lr):
    h, p = predict(x, w1, w2, w3)
    delta = 2 * (p - target) * p * (1 - p)
    back = delta * w3 * h * (1 - h)
    return w1 - lr * back[0] * x, w2 - lr * back[1] * x, w3 - lr * delta * h

def train(x, target, w1, w2, w3, lr, iterations):
    predictions = []
    for _ in range(iterations):
        predictions.append(predict(x, w1, w2, w3)[1])
        w1, w2, w3 = train_step(x, target, w1, w2, w3, lr)
    return predictions, w1, w2, w3
