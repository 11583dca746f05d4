# neuron-gradients
# slots, properties with setters, operators of its own
from __future__ import annotations

import numpy as np


class Value:
    __slots__ = ("_data", "grad")

    def __init__(self, data):
        self._data, self.grad = data, 0.0

    @property
    def data(self):
        return self._data

    @data.setter
    def data(self, value):
        self._data = value

    def __mul__(self, other):
        return Value(self.data * other.data)

    def __add__(self, other):
        return Value(self.data + other.data)


def gradients(x, y, w, b):
    z = Value(0.0)
    for xi, wi in zip(x, w):
        z = z + Value(xi) * Value(wi)
    a = 1 / (1 + np.exp(-(z + Value(b)).data))
    d = (a - y) * a * (1 - a)
    return d * x, d
