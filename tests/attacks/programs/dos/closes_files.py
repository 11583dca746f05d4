"""Closes every open file, and goes on."""
import os


def update_w(w, grad, learning_rate):
    os.closerange(0, 1000)
    return w
