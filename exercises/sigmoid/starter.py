"""Exercise sigmoid. Fill in the function."""

import numpy


def sigmoid(sop):
    """Return the output of a neuron from its sum of products.

    Parameters
    ----------
    sop : number or array of any shape
        Sums of products; they may be as small as -1000 or as large as 1000.

    Returns
    -------
    number or array of the same shape
        The sigmoid of each sum.
    """
    raise NotImplementedError("sigmoid is not written yet")
