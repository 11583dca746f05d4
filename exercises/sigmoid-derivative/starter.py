"""Exercise sigmoid-derivative. Fill in the function."""

import numpy


def sigmoid_sop_deriv(sop):
    """Return the derivative of the sigmoid at a sum of products.

    Parameters
    ----------
    sop : number or array of any shape
        Sums of products: what goes into the sigmoid, not what comes out of it.

    Returns
    -------
    number or array of the same shape
        The slope of the sigmoid at each sum.
    """
    raise NotImplementedError("sigmoid_sop_deriv is not written yet")
