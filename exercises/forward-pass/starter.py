"""Exercise forward-pass. Fill in the function; add helpers of your own where you like."""

import numpy


def forward(x, w_hidden1, w_hidden2, w_output):
    """Return every value between the inputs and the prediction.

    Parameters
    ----------
    x : array, shape (inputs,)
        X1, X2, ...
    w_hidden1 : array, shape (inputs,)
        The weights from the inputs to hidden neuron 1: W11, W21, ...
    w_hidden2 : array, shape (inputs,)
        The weights from the inputs to hidden neuron 2: W12, W22, ...
    w_output : array, shape (2,)
        The weights from the hidden neurons to the output neuron: W41, W42.

    Returns
    -------
    sop1, sop2 : numbers
        The sums of products of the hidden neurons.
    sig1, sig2 : numbers
        The outputs of the hidden neurons: Activ1, Activ2.
    sop3 : number
        The sum of products of the output neuron.
    predicted : number
        The output of the output neuron.
    """
    raise NotImplementedError("forward is not written yet")
