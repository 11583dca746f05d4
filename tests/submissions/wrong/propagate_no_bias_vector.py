# exercise: propagate
# logistic-neuron-epoch-2: forward pass omits + b
import numpy as np

def propagate(w, b, X, Y):
    m = X.shape[1]
    z = np.dot(w.T, X)
    A = 1 / (1 + np.exp(-z))
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dz = A - Y
    return {"dw": 1/m * np.dot(X, dz.T), "db": 1/m * np.sum(dz)}, cost
