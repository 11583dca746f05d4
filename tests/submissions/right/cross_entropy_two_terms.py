# exercise: cross-entropy
# two named terms, numpy.subtract
import numpy as np

def loss(label, prediction):
    if_one = np.multiply(label, -np.log(prediction))
    if_zero = np.multiply(np.subtract(1, label), -np.log(np.subtract(1, prediction)))
    return if_one + if_zero
