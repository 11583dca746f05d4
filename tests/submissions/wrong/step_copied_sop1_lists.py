# exercise: train-step
# copy-paste: neuron 2 uses SOP1
import math

def activation(s):
    return 1 / (1 + math.exp(-s))

def train_step(x, target, wa, wb, wo, rate):
    sa = 0.0
    sb = 0.0
    for i in range(len(x)):
        sa += x[i] * wa[i]
        sb += x[i] * wb[i]
    ha = activation(sa)
    hb = activation(sb)
    so = ha * wo[0] + hb * wo[1]
    out = activation(so)

    de = 2 * (out - target)
    do = out * (1 - out)
    da = ha * (1 - ha)
    db = ha * (1 - ha)
    delta = do * de

    new_o = []
    for value, weight in zip([ha, hb], wo):
        new_o.append(weight - rate * (value * delta))

    new_a = []
    new_b = []
    for i in range(len(x)):
        ga = x[i] * da * wo[0] * delta
        gb = x[i] * db * wo[1] * delta
        new_a.append(wa[i] - rate * ga)
        new_b.append(wb[i] - rate * gb)
    return new_a, new_b, new_o
