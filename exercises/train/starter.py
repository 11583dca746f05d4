"""Exercise train. Fill in the function; add helpers of your own where you like."""

import numpy


def train(x, target, w_hidden1, w_hidden2, w_output, learning_rate, iterations):
    """Return the predictions of all iterations, and the weights after the last one.

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
    iterations : int
        How many times all weights are updated.

    Returns
    -------
    predictions : array or list, shape (iterations,)
        The prediction of every iteration, each from before the update of that iteration.
    w_hidden1, w_hidden2 : arrays, shape (inputs,)
        The final weights to the hidden neurons.
    w_output : array, shape (2,)
        The final weights to the output neuron.
    """
    raise NotImplementedError("train is not written yet")
