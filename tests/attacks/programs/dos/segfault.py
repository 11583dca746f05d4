"""Reads from the address 0."""
import numpy


def update_w(w, grad, learning_rate):
    class At:
        __array_interface__ = {
            "data": (8, False),
            "shape": (8,),
            "typestr": "|u1",
            "version": 3,
        }

    return numpy.asarray(At()).sum()
