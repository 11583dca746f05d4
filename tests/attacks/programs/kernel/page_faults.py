"""Asks to handle the page faults of its process: a usual step of attacks on the kernel."""
# preamble


def update_w(w, grad, learning_rate):
    call("userfaultfd", 323, 282, 0)
    call("userfaultfd for users", 323, 282, 1)
    tell()
