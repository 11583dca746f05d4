"""Exercise train-step. Fill in the function; add helpers of your own where you like."""

import numpy


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    """Return all weights after one step of gradient descent.

    Parameters
    ----------
    x : array, shape (inputs,)
        X1, X2, ...
    target : number
        What the network should say.
    w_hidden1 : array, shape (inputs,)
        The weights from the inputs to hidden neuron 1: W11, W21, ...
    w_hidden2 : array, shape (inputs,)
        The weights from the inputs to hidden neuron 2: W12, W22, ...
    w_output : array, shape (2,)
        The weights from the hidden neurons to the output neuron: W41, W42.
    learning_rate : number
        How far a step goes.

    Returns
    -------
    w_hidden1, w_hidden2 : arrays, shape (inputs,)
        The new weights to the hidden neurons.
    w_output : array, shape (2,)
        The new weights to the output neuron.
    """
    raise NotImplementedError("train_step is not written yet")
