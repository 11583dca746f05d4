# exercise: sigmoid-derivative
# quotient rule
import numpy as np

def sigmoid_sop_deriv(z):
    e = np.exp(-z)
    return e / (1 + e) ** 2
