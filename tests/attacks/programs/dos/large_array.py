"""Asks for an array of 8 GB."""
import numpy


def update_w(w, grad, learning_rate):
    return numpy.ones(10**9)
