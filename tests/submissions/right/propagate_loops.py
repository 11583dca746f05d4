# exercise: propagate
# loops over examples and features
import numpy as np
from math import exp, log

def propagate(w, b, X, Y):
    n, m = X.shape
    dw = np.zeros((n, 1))
    db = 0.0
    cost = 0.0
    for k in range(m):
        z = b
        for i in range(n):
            z += w[i, 0] * X[i, k]
        a = 1 / (1 + exp(-z))
        if Y[0, k] == 1:
            cost -= log(a)
        else:
            cost -= log(1 - a)
        dz = a - Y[0, k]
        for i in range(n):
            dw[i, 0] += X[i, k] * dz
        db += dz
    return {"dw": dw / m, "db": db / m}, cost / m
