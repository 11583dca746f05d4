"""Solution of the exercise update-weight."""


def update_w(w, grad, learning_rate):
    """Return a weight after one step of gradient descent."""
    return w - learning_rate * grad
