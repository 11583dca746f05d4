"""Is no Python."""


def update_w(w, grad, learning_rate)
    return w
