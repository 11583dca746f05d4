"""Exercise propagate. Fill in the function; add helpers of your own where you like."""

import numpy as np


def propagate(w, b, X, Y):
    """Return the gradients and the cost of one neuron over all examples.

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

    Returns
    -------
    grads : dict
        "dw": array, shape (features, 1), the derivatives of the cost by the weights;
        "db": number, the derivative of the cost by the bias.
    cost : number
        The mean loss of all examples.
    """
    raise NotImplementedError("propagate is not written yet")
