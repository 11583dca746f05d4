"""Solution of the exercise error."""

import numpy


def error(predicted, target):
    """Return the squared error of a prediction."""
    return numpy.power(predicted - target, 2)
