# exercise: forward-pass
# a dict with the names
import numpy as np

def forward(x, w1, w2, w3):
    res = {}
    res["sop1"] = x @ w1
    res["sop2"] = x @ w2
    res["sig1"] = 1 / (1 + np.exp(-res["sop1"]))
    res["sig2"] = 1 / (1 + np.exp(-res["sop2"]))
    res["sop3"] = w3 @ [res["sig1"], res["sig2"]]
    res["predicted"] = 1 / (1 + np.exp(-res["sop3"]))
    return res
