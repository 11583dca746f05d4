# exercise: train
# lists, a while loop, predictions in a numpy array at the end
import math
import numpy as np

def f(z):
    return 1 / (1 + math.exp(-z))

def train(x, target, w1, w2, w3, learning_rate, iterations):
    w1, w2, w3 = list(w1), list(w2), list(w3)
    history = []
    k = 0
    while k < iterations:
        h = [f(sum(a * b for a, b in zip(x, w))) for w in (w1, w2)]
        p = f(h[0] * w3[0] + h[1] * w3[1])
        history.append(p)
        d = 2 * (p - target) * p * (1 - p)
        for i in range(len(x)):
            w1[i] -= learning_rate * d * w3[0] * h[0] * (1 - h[0]) * x[i]
            w2[i] -= learning_rate * d * w3[1] * h[1] * (1 - h[1]) * x[i]
        for j in range(2):
            w3[j] -= learning_rate * d * h[j]
        k += 1
    return np.array(history), np.array(w1), np.array(w2), np.array(w3)
