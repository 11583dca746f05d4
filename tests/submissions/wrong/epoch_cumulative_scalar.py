# exercise: neuron-epoch
# updates inside the example loop (cumulative)
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def epoch(xs, ys, w, b, eta):
    w = w.copy()
    del_w = np.zeros(len(w))
    del_b = 0.0
    for x, y in zip(xs, ys):
        a = sigmoid(w.dot(x) + b)
        delta = (a-y)*a*(1-a)
        del_w += delta * x
        del_b += delta
        w -= eta * del_w / len(xs)
        b -= eta * del_b / len(xs)
    return w, b
