# exercise: propagate
# logistic-neuron-epoch-2: np.dot(dz.T, X) does not fit
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def propagate(w, b, X, Y):
    m = X.shape[1]
    z = np.dot(w.T, X)
    y = sigmoid(z)
    dz = y - Y
    dw = 1/m*(np.sum(np.dot(dz.T, X)))
    db = 1/m*(np.sum(dz))
    cost = -np.mean(Y*np.log(y) + (1-Y)*np.log(1-y))
    return {"dw": dw, "db": db}, cost
