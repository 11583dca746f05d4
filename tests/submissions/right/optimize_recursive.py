# exercise: optimize
# recursion instead of a loop
import numpy as np

def optimize(w, b, X, Y, num_iterations, learning_rate):
    if num_iterations == 0:
        return {"w": w, "b": b}
    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
    w_new = w - learning_rate * np.mean((A - Y) * X, axis=1).reshape(-1, 1)
    b_new = b - learning_rate * np.mean(A - Y)
    return optimize(w_new, b_new, X, Y, num_iterations - 1, learning_rate)
