"""Has no function of the name that is asked for."""


def update_weight(w, grad, learning_rate):
    return w - learning_rate * grad
