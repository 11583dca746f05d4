# exercise: optimize
# the gradient is not reset between iterations
import numpy as np

def optimize(w, b, X, Y, num_iterations, learning_rate):
    m = X.shape[1]
    dw = np.zeros(w.shape)
    db = 0.0
    for i in range(num_iterations):
        A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
        dw += np.dot(X, (A - Y).T) / m
        db += np.sum(A - Y) / m
        w = w - learning_rate * dw
        b = b - learning_rate * db
    return {"w": w, "b": b}
