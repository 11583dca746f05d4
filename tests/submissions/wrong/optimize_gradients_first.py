# exercise: optimize
# a tuple that starts with the gradients
import numpy as np

def optimize(w, b, X, Y, num_iterations, learning_rate):
    for i in range(num_iterations):
        D = 1 / (1 + np.exp(-(w.T @ X + b))) - Y
        dw, db = X @ D.T / Y.size, D.mean()
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return {"dw": dw, "db": db}, {"w": w, "b": b}
