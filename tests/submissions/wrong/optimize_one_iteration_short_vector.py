# exercise: optimize
# range(1, num_iterations): one iteration is left out
import numpy


def optimize(w, b, X, Y, num_iterations, learning_rate):
    for _ in range(1, num_iterations):
        A = 1 / (1 + numpy.exp(-(numpy.dot(w.T, X) + b)))
        dz = A - Y
        w = w - learning_rate * numpy.dot(X, dz.T) / X.shape[1]
        b = b - learning_rate * numpy.mean(dz)
    return {"w": w, "b": b}
