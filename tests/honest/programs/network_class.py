# train-step
# a class with methods and properties does the work
import numpy as np


class Neuron:
    count = 0

    def __init__(self, weights):
        self.w = np.array(weights, dtype=float)
        self.sop = None
        type(self).count += 1

    @property
    def activ(self):
        return 1 / (1 + np.exp(-self.sop))

    @property
    def slope(self):
        return self.activ * (1 - self.activ)

    def __call__(self, x):
        self.sop = float(np.dot(self.w, x))
        return self.activ

    def step(self, x, delta, rate):
        return self.w - rate * delta * np.asarray(x)

    def __repr__(self):
        return f"Neuron({self.w})"


class Network:
    def __init__(self, w1, w2, w3):
        self.hidden = [Neuron(w1), Neuron(w2)]
        self.out = Neuron(w3)

    def train(self, x, t, rate):
        h = [n(x) for n in self.hidden]
        p = self.out(h)
        d = 2 * (p - t) * self.out.slope
        new = [n.step(x, d * self.out.w[i] * n.slope, rate) for i, n in enumerate(self.hidden)]
        return (*new, self.out.step(h, d, rate))


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    return Network(w_hidden1, w_hidden2, w_output).train(x, target, learning_rate)
