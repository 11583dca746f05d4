# exercise: neuron-gradients, neuron-epoch
# the epoch calls the student's own gradients
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def gradients(x, y, w, b):
    a = sigmoid(np.dot(w, x) + b)
    db = (a - y) * a * (1 - a)
    return db * np.asarray(x), db

def epoch(xs, ys, w, b, eta):
    grads = [gradients(x, y, w, b) for x, y in zip(xs, ys)]
    mean_dw = sum(dw for dw, db in grads) / len(grads)
    mean_db = sum(db for dw, db in grads) / len(grads)
    return w - eta * mean_dw, b - eta * mean_db
