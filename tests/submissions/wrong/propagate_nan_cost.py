# exercise: propagate
# log(0): the prediction is rounded to 0 or 1 in the cost
import numpy as np

def propagate(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    P = np.round(A)
    cost = -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))
    return {"dw": X @ (A - Y).T / m, "db": np.mean(A - Y)}, cost
