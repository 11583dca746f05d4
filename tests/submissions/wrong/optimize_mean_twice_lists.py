# exercise: optimize
# mean twice
from math import exp

def optimize(w, b, X, Y, num_iterations, learning_rate):
    w = [float(row[0]) for row in w]
    n, m = len(X), len(X[0])
    for step in range(num_iterations):
        errors = []
        for k in range(m):
            z = b + sum(w[i] * X[i][k] for i in range(n))
            errors.append((1 / (1 + exp(-z)) - Y[0][k]) / m)
        for i in range(n):
            w[i] -= learning_rate * sum(errors[k] * X[i][k] for k in range(m)) / m
        b = b - learning_rate * sum(errors) / m
    return {"w": [[v] for v in w], "b": b}
