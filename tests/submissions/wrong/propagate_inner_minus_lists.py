# exercise: propagate
# d/da of log(1-a) without inner -1
import numpy as np
from math import exp, log

def propagate(w, b, X, Y):
    n, m = X.shape
    dw = [0.0] * n
    db = 0.0
    cost = 0.0
    for k in range(m):
        z = b
        for i in range(n):
            z += w[i][0] * X[i][k]
        a = 1 / (1 + exp(-z))
        y = Y[0][k]
        cost -= y * log(a) + (1 - y) * log(1 - a)
        da = -(y / a + (1 - y) / (1 - a))
        dz = da * a * (1 - a)
        for i in range(n):
            dw[i] += dz * X[i][k] / m
        db += dz / m
    return {"dw": np.array(dw).reshape(n, 1), "db": db}, cost / m
