# exercise: optimize
# pure Python on lists
from math import exp

def optimize(w, b, X, Y, num_iterations, learning_rate):
    w = [float(row[0]) for row in w]
    rows = [list(map(float, row)) for row in X]
    labels = list(map(float, Y[0]))
    n, m = len(rows), len(labels)
    step = 0
    while step < num_iterations:
        errors = []
        for k in range(m):
            z = b + sum(w[i] * rows[i][k] for i in range(n))
            errors.append(1 / (1 + exp(-z)) - labels[k])
        for i in range(n):
            w[i] -= learning_rate * sum(errors[k] * rows[i][k] for k in range(m)) / m
        b = b - learning_rate * sum(errors) / m
        step += 1
    return {"w": [[v] for v in w], "b": b}
