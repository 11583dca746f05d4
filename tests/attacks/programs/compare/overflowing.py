"""Returns a whole number that is infinite as a float."""


def update_w(w, grad, learning_rate):
    return 10**309
