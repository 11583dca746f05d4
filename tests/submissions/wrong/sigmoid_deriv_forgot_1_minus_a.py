# exercise: sigmoid-derivative
# σ′ = a (forgot 1-a)
import numpy as np

def sigmoid_sop_deriv(z):
    a = 1 / (1 + np.exp(-z))
    return a
