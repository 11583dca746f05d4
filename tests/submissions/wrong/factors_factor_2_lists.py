# exercise: chain-factors
# forgot factor 2
from math import exp

def chain_factors(x, t, wa, wb, wo):
    za = sum([x[i] * wa[i] for i in range(len(x))])
    zb = sum([x[i] * wb[i] for i in range(len(x))])
    a = 1 / (1 + exp(-za))
    b = 1 / (1 + exp(-zb))
    p = 1 / (1 + exp(-(a * wo[0] + b * wo[1])))
    g1 = p - t
    return g1, p * (1 - p), wo[0], a * (1 - a), x[0]
