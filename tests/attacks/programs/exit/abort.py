"""Makes its process end by a signal."""
import os


def update_w(w, grad, learning_rate):
    os.abort()
