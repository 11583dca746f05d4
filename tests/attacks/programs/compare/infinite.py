"""Returns infinity, beside which every other number is small."""


def update_w(w, grad, learning_rate):
    return w + float("inf")
