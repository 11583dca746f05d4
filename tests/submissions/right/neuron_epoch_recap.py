# exercise: neuron-epoch
# as in the recap
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def epoch(xs, ys, w, b, eta):
    del_w = np.zeros(len(w), dtype=float)
    del_b = 0.0
    # xs list of training vectors, ys list of outputs
    for x, y in zip(xs, ys):
        z = w.dot(x) + b
        a = sigmoid(z)
        delta = (a-y)*a*(1-a)

        del_w += delta * x
        del_b += delta

    del_w = -eta * del_w / len(xs)
    del_b = -eta * del_b / len(xs)

    return w + del_w, b + del_b
