# exercise: neuron-epoch
# updates inside the example loop (online)
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def epoch(xs, ys, w, b, eta):
    for x, y in zip(xs, ys):
        a = sigmoid(w.dot(x) + b)
        delta = (a-y)*a*(1-a)
        w = w - eta * delta * x
        b = b - eta * delta
    return w, b
