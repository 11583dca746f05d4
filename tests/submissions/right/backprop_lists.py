# exercise: backprop
# nested lists, no numpy
from math import exp

def backprop(x, target, weights):
    outs = [list(x)]
    for W in weights:
        nxt = []
        for j in range(len(W[0])):
            s = 0
            for i in range(len(W)):
                s += outs[-1][i] * W[i][j]
            nxt.append(1 / (1 + exp(-s)))
        outs.append(nxt)
    delta = [2 * (o - t) * o * (1 - o) for o, t in zip(outs[-1], target)]
    grads = []
    for l in reversed(range(len(weights))):
        W = weights[l]
        grads = [[[a * d for d in delta] for a in outs[l]]] + grads
        delta = [
            sum(W[i][j] * delta[j] for j in range(len(delta))) * outs[l][i] * (1 - outs[l][i])
            for i in range(len(W))
        ]
    return grads
