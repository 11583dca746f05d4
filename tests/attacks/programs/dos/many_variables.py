"""Keeps the search for the first wrong step busy: very many variables, none of them right."""
import numpy


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    for k in range(700):
        a = numpy.full(60, k + 0.5)
        b = numpy.full(60, k + 0.25)
        c = [k + 0.125] * 60
    return w_hidden1 * 1.01, w_hidden2 * 1.01, w_output * 1.01
