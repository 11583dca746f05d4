"""Exercise backprop. Fill in the function; add helpers of your own where you like."""

import numpy


def backprop(x, target, weights):
    """Return the gradients of all weights of a network of any depth.

    Parameters
    ----------
    x : array, shape (inputs,)
        One example.
    target : array, shape (outputs,)
        What each output neuron should say.
    weights : list of arrays, each of shape (from, to)
        One matrix for each layer: a row for each neuron (or input) that a weight comes from, a
        column for each neuron that it leads to.

    Returns
    -------
    list of arrays, each of shape (from, to)
        The derivatives of the error by the weights, in the same order and shapes.
    """
    raise NotImplementedError("backprop is not written yet")
