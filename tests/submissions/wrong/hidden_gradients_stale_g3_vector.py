# exercise: hidden-gradients
# ∂SOP3/∂Activ replaced by Activ (stale g3)
import numpy as np

def hidden_gradients(x, w_output, s1, s2, s3, p, t):
    a = 1 / (1 + np.exp(-np.array([s1, s2])))
    back = 2 * (p - t) * p * (1 - p) * a
    delta = back * a * (1 - a)
    return delta[0] * x, delta[1] * x
