"""Returns complex numbers, whose real part only may be looked at."""


def update_w(w, grad, learning_rate):
    return w + 1j
