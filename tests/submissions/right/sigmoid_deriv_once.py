# exercise: sigmoid-derivative
# s - s**2, computed once
import numpy as np

def sigmoid_sop_deriv(z):
    s = 1 / (1 + np.exp(-z))
    return s - s ** 2
