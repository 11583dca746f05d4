# update-weight
# draws start weights with seeds, old and new style
import random

import numpy as np

np.random.seed(0)
random.seed(42)
rng = np.random.default_rng(7)
START = np.random.randn(3) + rng.normal(size=3) + random.random()


def update_w(w, grad, learning_rate):
    np.random.seed(1)
    noise = np.random.uniform(-1, 1) * 0
    return w - learning_rate * grad + noise
