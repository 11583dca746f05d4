# exercise: neuron-gradients
# lists and a loop
from math import exp

def gradients(x, y, w, b):
    z = b
    for xi, wi in zip(x, w):
        z = z + xi * wi
    a = 1 / (1 + exp(-z))
    db = (a - y) * a * (1 - a)
    dw = []
    for xi in x:
        dw.append(db * xi)
    return dw, db
