"""Raises exceptions inside of exceptions, each the cause of the next, and in a circle."""


def update_w(w, grad, learning_rate):
    error = ValueError("first")
    for k in range(20_000):
        another = ValueError(k)
        another.__cause__ = another.__context__ = error
        error = another
    raise ExceptionGroup("many", [error] * 1000)
