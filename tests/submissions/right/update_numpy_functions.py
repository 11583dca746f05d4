# exercise: update-weight
# numpy functions, extra keyword parameter
import numpy as np

def update_w(w, grad, learning_rate, *, decay=0.0):
    step = np.multiply(learning_rate, grad)
    return np.subtract(w, step) - decay * np.asarray(w)
