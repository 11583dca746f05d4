# exercise: neuron-gradients
# as in the recap
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def gradients(x, y, w, b):
    z = w.dot(x) + b
    a = sigmoid(z)
    delta = (a-y)*a*(1-a)
    return delta * x, delta
