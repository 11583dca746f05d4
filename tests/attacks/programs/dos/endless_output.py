"""Prints for ever."""


def update_w(w, grad, learning_rate):
    while True:
        print("x" * 100_000)
