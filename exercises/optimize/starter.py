"""Exercise optimize. Fill in the function; add helpers of your own where you like."""

import numpy as np


def optimize(w, b, X, Y, num_iterations, learning_rate):
    """Return the weights and the bias of one neuron after several steps of gradient descent.

    Parameters
    ----------
    w : array, shape (features, 1)
        The weights, in a column.
    b : number
        The bias.
    X : array, shape (features, examples)
        One example in each column.
    Y : array, shape (1, examples)
        The labels, 0 or 1, in a row.
    num_iterations : int
        How many times the weights and the bias are updated.
    learning_rate : number
        How far a step goes.

    Returns
    -------
    dict
        "w": array, shape (features, 1), the final weights; "b": number, the final bias.
        A tuple that begins with this dictionary is fine, too.
    """
    raise NotImplementedError("optimize is not written yet")
