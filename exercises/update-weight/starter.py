"""Exercise update-weight. Fill in the function."""

import numpy


def update_w(w, grad, learning_rate):
    """Return a weight after one step of gradient descent.

    Parameters
    ----------
    w : number or array of any shape
        The weights before the update.
    grad : number or array of the same shape
        The derivative of the error by each weight.
    learning_rate : number
        How far a step goes.

    Returns
    -------
    number or array of the same shape
        The weights after the update.
    """
    raise NotImplementedError("update_w is not written yet")
