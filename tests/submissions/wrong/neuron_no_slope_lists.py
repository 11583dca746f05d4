# exercise: neuron-gradients
# σ′ dropped with squared error
from math import exp

def gradients(x, y, w, b):
    z = b
    for i in range(len(x)):
        z += w[i] * x[i]
    a = 1 / (1 + exp(-z))
    db = a - y
    return [db * v for v in x], db
