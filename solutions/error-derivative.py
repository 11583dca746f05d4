"""Solution of the exercise error-derivative."""


def error_predicted_deriv(predicted, target):
    """Return the derivative of the squared error by the prediction."""
    return 2 * (predicted - target)
