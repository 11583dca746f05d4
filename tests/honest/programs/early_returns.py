# update-weight
# if, elif, else, while, break, continue and pass
import numpy as np


def update_w(w, grad, learning_rate):
    if learning_rate == 0:
        return w
    elif np.ndim(w) > 5:
        pass
    k = 0
    while True:
        k += 1
        if k < 3:
            continue
        break
    for _ in range(3):
        pass
    else:
        return w - learning_rate * grad
