# exercise: sigmoid-derivative
# a(1-a) squared
import numpy as np

def sigmoid_sop_deriv(z):
    a = 1 / (1 + np.exp(-z))
    return (a * (1 - a)) ** 2
