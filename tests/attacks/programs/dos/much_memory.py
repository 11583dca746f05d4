"""Asks for more address space than it may have, without using it."""
import numpy


def update_w(w, grad, learning_rate):
    try:
        kept = numpy.empty(3 * 2**30, numpy.uint8)
        found = f"{kept.nbytes} bytes"
    except MemoryError:
        found = "none"
    raise RuntimeError("holes: " + found)
