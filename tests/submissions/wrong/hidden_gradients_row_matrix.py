# exercise: hidden-gradients
# (1,3) matrices for vectors (3,)
import numpy as np

def slope(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)

def hidden_gradients(x, w, sop1, sop2, sop3, p, t):
    back = 2 * (p - t) * slope(sop3)
    x = x.reshape(1, -1)
    return back * w[0] * slope(sop1) * x, back * w[1] * slope(sop2) * x
