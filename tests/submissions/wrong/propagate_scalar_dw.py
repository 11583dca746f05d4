# exercise: propagate
# logistic-neuron-epoch-2: one scalar for all weights
import numpy as np

def propagate(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dz = A - Y
    dw = 1/m*(np.sum(np.dot(X, dz.T)))
    return {"dw": np.full(w.shape, dw), "db": 1/m*np.sum(dz)}, cost
