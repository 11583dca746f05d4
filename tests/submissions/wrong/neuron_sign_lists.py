# exercise: neuron-gradients
# sign t - p with minus update
from math import exp

def gradients(x, y, w, b):
    z = sum(p * q for p, q in zip(w, x)) + b
    a = 1 / (1 + exp(-z))
    error = y - a
    delta = error * a * (1 - a)
    return [delta * v for v in x], delta
