# exercise: propagate
# BCE minus between terms; and σ′ kept with BCE
import numpy as np

def propagate(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    cost = -np.mean(Y * np.log(A) - (1 - Y) * np.log(1 - A))
    dZ = (A - Y) * A * (1 - A)
    return {"dw": X @ dZ.T / m, "db": dZ.sum() / m}, cost
