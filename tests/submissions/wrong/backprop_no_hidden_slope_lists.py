# exercise: backprop
# g4 missing
from math import exp

def backprop(x, target, weights):
    outs = [list(x)]
    for W in weights:
        outs.append([
            1 / (1 + exp(-sum(outs[-1][i] * W[i][j] for i in range(len(W)))))
            for j in range(len(W[0]))
        ])
    delta = [2 * (o - t) * o * (1 - o) for o, t in zip(outs[-1], target)]
    grads = []
    for l in reversed(range(len(weights))):
        W = weights[l]
        grads = [[[a * d for d in delta] for a in outs[l]]] + grads
        delta = [sum(W[i][j] * delta[j] for j in range(len(delta))) for i in range(len(W))]
    return grads
