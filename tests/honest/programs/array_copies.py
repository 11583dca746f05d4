# train-step
# copies, reshapes, stacks and slices arrays, in place where it may
import numpy as np


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    W = np.column_stack([w_hidden1, w_hidden2]).copy()
    v = np.array(w_output, dtype=np.float64).reshape(-1, 1)
    X = np.atleast_2d(x)
    H = 1 / (1 + np.exp(-X.dot(W)))
    P = 1 / (1 + np.exp(-H.dot(v)))
    D = 2 * (P - target) * P * (1 - P)
    G = X.T.dot(D.dot(v.T) * H * (1 - H))
    v -= learning_rate * H.T.dot(D)
    W -= learning_rate * G
    return W[:, 0], W[:, 1], v.ravel()
