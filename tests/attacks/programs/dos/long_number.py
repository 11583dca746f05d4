"""Returns a whole number of ten million digits."""


def update_w(w, grad, learning_rate):
    return 1 << 33_000_000
