# exercise: forward-pass
# a dict whose names are not those of the exercise
import numpy as np

def forward(x, w1, w2, w3):
    s = lambda z: 1 / (1 + np.exp(-z))
    z1, z2 = x @ w1, x @ w2
    z3 = w3[0] * s(z1) + w3[1] * s(z2)
    return {"z1": z1, "z2": z2, "a1": s(z1), "a2": s(z2), "z3": z3, "y": s(z3)}
