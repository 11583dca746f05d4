"""Sends a letter of its reply every now and then, for ever."""
import os
import time


def update_w(w, grad, learning_rate):
    while True:
        for number in range(3, 10):
            try:
                os.write(number, b" ")
            except OSError:
                pass
        time.sleep(0.01)
