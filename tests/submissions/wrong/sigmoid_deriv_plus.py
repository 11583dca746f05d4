# exercise: sigmoid-derivative
# a(1+a)
import numpy as np

def sigmoid_sop_deriv(z):
    a = 1 / (1 + np.exp(-z))
    slope = a * (1 + a)
    return slope
