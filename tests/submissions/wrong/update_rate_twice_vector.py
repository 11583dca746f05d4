# exercise: update-weight
# lr twice
import numpy as np

def update_w(w, grad, lr):
    scaled = lr * np.asarray(grad)
    return w - lr * scaled
