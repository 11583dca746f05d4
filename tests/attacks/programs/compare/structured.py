"""Returns an array of records, of texts and of bytes that no number is in."""
import numpy


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    records = numpy.zeros(w_hidden1.shape, [("a", float), ("b", object)])
    return records, numpy.full(w_hidden2.shape, "0.5"), numpy.zeros(w_output.shape, "V8")
