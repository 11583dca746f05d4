# exercise: propagate
# dw of shape (n,) instead of (n,1)
import numpy as np

def propagate(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    return {"dw": (X @ (A - Y).T / m).ravel(), "db": np.mean(A - Y)}, cost
