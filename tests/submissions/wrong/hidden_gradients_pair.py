# exercise: hidden-gradients
# forgot factor 2; and g4 missing
import numpy as np

def hidden_gradients(x, w, sop1, sop2, sop3, p, t):
    back = (p - t) * p * (1 - p)
    return back * w[0] * x, back * w[1] * x
