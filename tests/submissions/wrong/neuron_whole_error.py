# exercise: neuron-gradients, neuron-epoch
# extra 2 with ½-error, in the function that epoch calls
import numpy as np

def gradients(x, y, w, b):
    a = 1 / (1 + np.exp(-(np.dot(w, x) + b)))
    dC_da = 2 * (a - y)
    db = dC_da * a * (1 - a)
    return db * x, db

def epoch(xs, ys, w, b, eta):
    dw, db = 0, 0
    for x, y in zip(xs, ys):
        dw_x, db_x = gradients(x, y, w, b)
        dw = dw + dw_x / len(xs)
        db = db + db_x / len(xs)
    return w - eta * dw, b - eta * db
