# exercise: backprop
# recursion: every layer hands its delta back
import numpy as np

def backprop(x, target, weights):
    grads = []

    def layer(a, rest):
        if not rest:
            return 2 * (a - target)
        z = np.dot(a, rest[0])
        s = 1 / (1 + np.exp(-z))
        back = layer(s, rest[1:]) * s * (1 - s)
        grads.append(a[:, np.newaxis] * back[np.newaxis, :])
        return rest[0] @ back

    layer(np.asarray(x, float), list(weights))
    return grads[::-1]
