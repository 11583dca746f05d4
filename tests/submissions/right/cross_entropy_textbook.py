# exercise: cross-entropy
# as in the textbook
import numpy as np

def loss(y, y_hat):
    return -(y*np.log(y_hat) + (1-y)*np.log(1-y_hat))
