# exercise: neuron-epoch
# a class as helper, in-place work on its own copies
import numpy as np

class Neuron:
    def __init__(self, w, b):
        self.w = np.array(w, dtype=float)
        self.b = float(b)

    def activate(self, x):
        return 1.0 / (1.0 + np.exp(-(np.dot(self.w, x) + self.b)))

    def learn(self, xs, ys, eta):
        del_w = np.zeros_like(self.w)
        del_b = 0.0
        for x, y in zip(xs, ys):
            a = self.activate(x)
            delta = (y - a) * a * (1 - a)
            del_w += delta * x
            del_b += delta
        # y - a, so plus
        self.w += eta * del_w / len(xs)
        self.b += eta * del_b / len(xs)

def epoch(xs, ys, w, b, eta):
    neuron = Neuron(w, b)
    neuron.learn(xs, ys, eta)
    return neuron.w, neuron.b
