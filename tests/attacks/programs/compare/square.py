"""Returns a square of numbers, one of which is right in each row."""
import numpy


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    return [numpy.add.outer(each, each) for each in (w_hidden1, w_hidden2, w_output)]
