# exercise: cross-entropy, propagate, optimize
# cost through the student's own loss, numpy alias
import numpy as N

def sigmoid(z):
    return N.exp(z) / (1 + N.exp(z))

def loss(y, y_hat):
    return N.where(N.equal(y, 1), -N.log(y_hat), -N.log(1 - y_hat))

def propagate(w, b, X, Y):
    m = X.shape[1]
    A = sigmoid(w.T.dot(X) + b)
    dZ = A - Y
    return {"dw": X.dot(dZ.T) / m, "db": N.sum(dZ) / m}, N.sum(loss(Y, A)) / m

def optimize(w, b, X, Y, num_iterations, learning_rate):
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
    return {"w": w, "b": b}, cost
