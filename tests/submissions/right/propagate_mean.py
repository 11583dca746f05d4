# exercise: propagate
# means with keepdims, the chain with all its factors
import numpy as np

def propagate(w, b, X, Y):
    Z = w.T @ X + b
    A = 1 / (1 + np.exp(-Z))
    dA = -(Y / A - (1 - Y) / (1 - A))
    dZ = dA * A * (1 - A)
    dw = np.mean(X * dZ, axis=1, keepdims=True)
    cost = np.mean(-(Y * np.log(A) + (1 - Y) * np.log(1 - A)))
    return {"db": float(dZ.mean()), "dw": dw}, float(cost)
