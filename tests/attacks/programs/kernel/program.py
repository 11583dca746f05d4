"""Runs programs, by every call that there is for it."""
# preamble


def update_w(w, grad, learning_rate):
    call("execve", 59, 221, b"/bin/true", None, None)
    call("execveat", 322, 281, -100, b"/bin/true", None, None, 0)
    call("uselib", 134, None, b"/bin/true")
    tell()
