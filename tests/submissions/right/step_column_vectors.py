# exercise: train-step
# column vectors inside, flattened at the end
import numpy as np

def train_step(x, target, w1, w2, w3, lr):
    X = x.reshape(-1, 1)
    W1 = np.hstack((w1.reshape(-1, 1), w2.reshape(-1, 1)))
    W2 = w3.reshape(2, 1)
    H = 1 / (1 + np.exp(-(W1.T @ X)))
    P = 1 / (1 + np.exp(-(W2.T @ H)))
    D2 = 2 * (P - target) * P * (1 - P)
    D1 = (W2 @ D2) * H * (1 - H)
    W2n = W2 - lr * (H @ D2.T)
    W1n = W1 - lr * (X @ D1.T)
    return W1n[:, 0].flatten(), W1n[:, 1].flatten(), W2n.ravel()
