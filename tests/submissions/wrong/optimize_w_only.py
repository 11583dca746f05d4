# exercise: optimize
# the dict has no b
import numpy as np

def optimize(w, b, X, Y, num_iterations, learning_rate):
    for i in range(num_iterations):
        D = 1 / (1 + np.exp(-(w.T @ X + b))) - Y
        w = w - learning_rate * X @ D.T / Y.size
        b = b - learning_rate * D.mean()
    return {"w": w}
