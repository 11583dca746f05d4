"""Returns a list of lists of lists, each ten times the same one."""


def update_w(w, grad, learning_rate):
    found = [w]
    for _ in range(4):
        found = [found] * 100
    return found
