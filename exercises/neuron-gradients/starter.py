"""Exercise neuron-gradients. Fill in the function; add helpers of your own where you like."""

import numpy as np


def gradients(x, y, w, b):
    """Return the gradients of the weights and the bias of one sigmoid neuron.

    Parameters
    ----------
    x : array, shape (inputs,)
        One example: x1, x2, ...
    y : number
        The desired output.
    w : array, shape (inputs,)
        The weights.
    b : number
        The bias.

    Returns
    -------
    dw : array, shape (inputs,)
        The derivatives of the cost by w1, w2, ...
    db : number
        The derivative of the cost by b.
    """
    raise NotImplementedError("gradients is not written yet")
