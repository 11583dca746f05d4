"""Never comes to an end while the file is run, in a way that no one counts."""
import itertools


def update_w(w, grad, learning_rate):
    return w


class Never:
    sum(itertools.repeat(1))
