# exercise: update-weight
# plus instead of minus
import numpy as np

def update_w(w, grad, lr):
    step = np.multiply(lr, grad)
    return np.add(w, step)
