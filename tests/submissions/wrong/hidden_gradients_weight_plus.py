# exercise: hidden-gradients
# on no list: the sum of both output weights in both chains
import numpy as np

def slope(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)

def hidden_gradients(x, w, sop1, sop2, sop3, p, t):
    g3 = w[0] + w[1]
    back = 2 * (p - t) * slope(sop3) * g3
    return back * slope(sop1) * x, back * slope(sop2) * x
