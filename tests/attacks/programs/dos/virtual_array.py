"""Returns an array that says it has a billion numbers, all of them the same one."""
import numpy


def update_w(w, grad, learning_rate):
    return numpy.broadcast_to(numpy.float64(1), (10**5, 10**5))
