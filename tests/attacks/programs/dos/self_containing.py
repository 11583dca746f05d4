"""Returns a list that contains itself."""


def update_w(w, grad, learning_rate):
    found = [w]
    found.append(found)
    return found
