# exercise: propagate
# divided by number of features: m from the wrong side of X, in the cost and the gradients
import numpy


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def propagate(w, b, X, Y):
    m = X.shape[0]
    A = sigmoid(numpy.dot(w.T, X) + b)
    cost = -numpy.sum(Y * numpy.log(A) + (1 - Y) * numpy.log(1 - A)) / m
    dz = A - Y
    return {"dw": numpy.dot(X, dz.T) / m, "db": numpy.sum(dz) / m}, cost
