"""Returns a pickle that runs a command, as bytes, as a text and as an array of bytes."""
import numpy

DATA = b"cos\nsystem\n(S'touch @temp@/@marker@-unpickled'\ntR."


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    return DATA, DATA.decode(), numpy.frombuffer(DATA, numpy.uint8)
