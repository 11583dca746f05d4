# error, error-derivative
# saved by a Windows editor: a byte-order mark, and two letters at the end of each line
import numpy as np


def error(predicted, target):
    """Größe des Fehlers.

    Mehr als eine Zeile.
    """
    return np.square(predicted \
        - target)


def error_predicted_deriv(predicted, target):
    return 2 * (predicted - target)
