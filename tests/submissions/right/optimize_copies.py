# exercise: optimize
# updates its own copies in place
import copy
import numpy as np

def optimize(w, b, X, Y, num_iterations, learning_rate):
    w = copy.deepcopy(w)
    b = copy.deepcopy(b)
    m = X.shape[1]
    for _ in range(num_iterations):
        dz = 1 / (1 + np.exp(-(w.T @ X + b))) - Y
        w -= learning_rate * (X @ dz.T) / m
        b -= learning_rate * dz.sum() / m
    return {"w": w, "b": b}
