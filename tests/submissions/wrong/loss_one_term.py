# exercise: cross-entropy
# only the first term
import numpy as np

def loss(y, y_hat):
    return -y * np.log(y_hat)
