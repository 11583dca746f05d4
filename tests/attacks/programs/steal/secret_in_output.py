"""Prints, warns of and raises a secret at the same time, in pieces."""
import warnings


def update_w(w, grad, learning_rate):
    try:
        with open("@canary@") as file:
            text = file.read()
    except OSError:
        text = "nothing"
    print(text)
    warnings.warn(text)
    return {text: 1.0}
