# exercise: hidden-gradients
# copy-paste: neuron 2 uses SOP1
import numpy as np

def slope(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)

def hidden_gradients(x, w, sop1, sop2, sop3, p, t):
    back = 2 * (p - t) * slope(sop3)
    return back * w[0] * slope(sop1) * x, back * w[1] * slope(sop1) * x
