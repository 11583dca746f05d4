# exercise: neuron-epoch
# logistic-neuron-epoch-2: the gradient already contains x and is multiplied by x again
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def epoch(xs, ys, w, b, eta):
    del_w = np.zeros(len(w))
    del_b = 0.0
    for x, y in zip(xs, ys):
        a = sigmoid(w.dot(x) + b)
        delta = (a-y)*a*(1-a)
        dz = delta * x
        del_w += dz * x
        del_b += delta
    return w - eta * del_w / len(xs), b - eta * del_b / len(xs)
