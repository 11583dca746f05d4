"""Puts keys into a ring of keys, where they stay, and reads those of others."""
# preamble


def update_w(w, grad, learning_rate):
    call("add_key", 248, 217, b"user", b"@marker@", b"x", 1, -4)
    call("request_key", 249, 218, b"user", b"x", None, 0)
    call("keyctl", 250, 219, 0, -3, 1)
    call("keyctl join", 250, 219, 1, None)
    tell()
