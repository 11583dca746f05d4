"""Returns a list of lists of lists, each the same one many times."""


def update_w(w, grad, learning_rate):
    found = [w]
    for _ in range(4):
        found = [found] * 20
    return found
