# exercise: hidden-gradients
# outer product, the rows are the answer
import numpy as np

def hidden_gradients(x, w, s1, s2, s3, p, t):
    z = np.array([s1, s2])
    a = 1 / (1 + np.exp(-z))
    delta_out = 2 * (p - t) * p * (1 - p)
    delta_hidden = delta_out * w * a * (1 - a)
    return np.outer(delta_hidden, x)
