# exercise: sigmoid-derivative
# the sign of the slope
import numpy as np

def sigmoid_sop_deriv(z):
    a = 1 / (1 + np.exp(-z))
    slope = a * (a - 1)
    return slope
