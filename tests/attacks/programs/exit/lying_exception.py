"""Raises an exception whose text never ends, fails, and hides its type."""


class Sly(Exception):
    def __str__(self):
        raise Sly

    __repr__ = __str__

    def __getattribute__(self, name):
        raise Sly


def update_w(w, grad, learning_rate):
    raise Sly
