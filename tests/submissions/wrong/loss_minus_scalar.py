# exercise: cross-entropy
# BCE minus between terms
import numpy as np

def loss(y, y_hat):
    return -(y*np.log(y_hat) - (1-y)*np.log(1-y_hat))
