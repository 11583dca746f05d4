# hidden-gradients
# lists, sets, dicts and generators in one line each
import math

import numpy as np

s = lambda z: 1 / (1 + math.exp(-z))


def hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target):
    d = 2 * (predicted - target) * s(sop3) * (1 - s(sop3))
    slopes = {k: s(z) * (1 - s(z)) for k, z in enumerate((sop1, sop2))}
    grads = [np.array([d * w_output[k] * slopes[k] * each for each in x]) for k in (0, 1)]
    assert sum(1 for _ in grads) == len({0, 1})
    return grads[0], grads[1]
