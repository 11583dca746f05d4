# exercise: train-step
# output layer uses hidden SOP
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def train_step(x, t, w1, w2, w3, lr):
    W = np.array([w1, w2])
    z = W @ x
    a = sigmoid(z)
    z_out = w3 @ a
    p = sigmoid(z_out)

    dp = 2 * (p - t)
    slope_out = p * (1 - p)
    delta_out = slope_out * dp
    grad_out = delta_out * z

    back = w3
    slope_hidden = a * (1 - a)
    delta_hidden = slope_hidden * back * delta_out
    grad_hidden = np.outer(delta_hidden, x)

    w3_new = w3 - lr * grad_out
    W_new = W - lr * grad_hidden
    return W_new[0], W_new[1], w3_new
