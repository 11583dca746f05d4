# exercise: train-step
# keeps the weights in a global between calls
import numpy as np

state = {}

def train_step(x, target, w1, w2, w3, lr):
    W = state.setdefault(len(x), [w1, w2, w3])
    a = 1 / (1 + np.exp(-np.array([W[0] @ x, W[1] @ x])))
    p = 1 / (1 + np.exp(-W[2] @ a))
    delta = 2 * (p - target) * p * (1 - p)
    back = delta * W[2] * a * (1 - a)
    state[len(x)] = [W[0] - lr * back[0] * x, W[1] - lr * back[1] * x, W[2] - lr * delta * a]
    return tuple(state[len(x)])
