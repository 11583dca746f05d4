"""Exercise chain-factors. Fill in the function; add helpers of your own where you like."""

import numpy


def chain_factors(x, target, w_hidden1, w_hidden2, w_output):
    """Return the five factors of the chain from the error to W11.

    Parameters
    ----------
    x : array, shape (3,)
        X1, X2, X3
    target : number
        What the network should say.
    w_hidden1 : array, shape (3,)
        The weights from the inputs to hidden neuron 1: W11, W21, W31
    w_hidden2 : array, shape (3,)
        The weights from the inputs to hidden neuron 2: W12, W22, W32
    w_output : array, shape (2,)
        The weights from the hidden neurons to the output neuron: W41, W42.

    Returns
    -------
    g1, g2, g3, g4, g5 : numbers
        The factors, from the error back to W11.
    """
    raise NotImplementedError("chain_factors is not written yet")
