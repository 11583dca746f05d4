# exercise: optimize
# bias left out of z (but updated)
import numpy as np

def optimize(w, b, X, Y, num_iterations, learning_rate):
    m = X.shape[1]
    for i in range(num_iterations):
        A = 1 / (1 + np.exp(-np.dot(w.T, X)))
        dz = A - Y
        w = w - learning_rate * np.dot(X, dz.T) / m
        b = b - learning_rate * np.sum(dz) / m
    return {"w": w, "b": b}
