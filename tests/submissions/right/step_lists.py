# exercise: train-step
# pure Python lists and math.exp
from math import exp

def sig(z):
    return 1 / (1 + exp(-z))

def train_step(x, target, wa, wb, wo, rate):
    s1 = 0.0
    s2 = 0.0
    for i in range(len(x)):
        s1 += x[i] * wa[i]
        s2 += x[i] * wb[i]
    a1 = sig(s1)
    a2 = sig(s2)
    p = sig(a1 * wo[0] + a2 * wo[1])

    d3 = 2 * (p - target) * p * (1 - p)
    d1 = d3 * wo[0] * a1 * (1 - a1)
    d2 = d3 * wo[1] * a2 * (1 - a2)

    new_a = []
    new_b = []
    for i in range(len(x)):
        new_a.append(wa[i] - rate * d1 * x[i])
        new_b.append(wb[i] - rate * d2 * x[i])
    new_o = [wo[0] - rate * d3 * a1, wo[1] - rate * d3 * a2]
    return new_a, new_b, new_o
