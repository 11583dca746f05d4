"""Exercise hidden-gradients. Fill in the function; add helpers of your own where you like."""

import numpy


def hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target):
    """Return the gradients of the weights that lead to the two hidden neurons.

    Parameters
    ----------
    x : array, shape (inputs,)
        X1, X2, ...
    w_output : array, shape (2,)
        The weights from the hidden neurons to the output neuron: W41, W42.
    sop1, sop2, sop3 : numbers
        The sums of products of the hidden neurons and of the output neuron.
    predicted : number
        The output of the output neuron.
    target : number
        What the network should say.

    Returns
    -------
    grad_hidden1 : array, shape (inputs,)
        The derivatives of the error by W11, W21, ...
    grad_hidden2 : array, shape (inputs,)
        The derivatives of the error by W12, W22, ...
    """
    raise NotImplementedError("hidden_gradients is not written yet")
