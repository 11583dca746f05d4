"""Reads from the address 0, by ctypes."""


def update_w(w, grad, learning_rate):
    import ctypes

    return ctypes.string_at(0)
