# exercise: propagate
# dw transposed to (1,n)
import numpy as np

def propagate(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    return {"dw": (A - Y) @ X.T / m, "db": np.mean(A - Y)}, cost
