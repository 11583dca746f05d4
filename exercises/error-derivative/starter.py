"""Exercise error-derivative. Fill in the function."""

import numpy


def error_predicted_deriv(predicted, target):
    """Return the derivative of the squared error by the prediction.

    Parameters
    ----------
    predicted : number or array of any shape
        What the network says.
    target : number or array of the same shape
        What it should say.

    Returns
    -------
    number or array of the same shape
        The derivative for each prediction.
    """
    raise NotImplementedError("error_predicted_deriv is not written yet")
