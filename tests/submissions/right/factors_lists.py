# exercise: chain-factors
# lists and math, collected in a list first
from math import exp

def chain_factors(x, t, wa, wb, wo):
    za = sum([x[i] * wa[i] for i in range(len(x))])
    zb = sum([x[i] * wb[i] for i in range(len(x))])
    a = 1 / (1 + exp(-za))
    b = 1 / (1 + exp(-zb))
    p = 1 / (1 + exp(-(a * wo[0] + b * wo[1])))
    factors = [2 * (p - t)]
    factors.append(p * (1 - p))
    factors.append(wo[0])
    factors.append(a * (1 - a))
    factors.append(x[0])
    return tuple(factors)
