# exercise: sigmoid
# tanh instead of sigmoid
import numpy as np

def sigmoid(z):
    return np.tanh(z)
