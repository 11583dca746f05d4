# cross-entropy
# old tries are commented out or left in texts
import numpy as np

"""
def loss(y, y_hat):
    return y*log(y_hat)
"""


def loss(y, y_hat):
    # return -(y*np.log(y_hat) + (1-y)*np.log(1-y_hat)).mean()
    '''Return the cross-entropy.'''
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))  # TODO: stable?
