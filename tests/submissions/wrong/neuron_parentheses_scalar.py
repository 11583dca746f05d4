# exercise: neuron-gradients
# missing parentheses a - y·σ′
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_deriv(z):
    return sigmoid(z) * (1 - sigmoid(z))

def gradients(x, y, w, b):
    z = w.dot(x) + b
    a = sigmoid(z)
    delta = a - y * sigmoid_deriv(z)
    return delta * x, delta
