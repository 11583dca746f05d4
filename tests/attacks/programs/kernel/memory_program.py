"""Runs a program out of memory: no file on a disk is needed for it."""
# preamble


def update_w(w, grad, learning_rate):
    number = call("memfd_create", 319, 279, b"x", 0)
    if number >= 0:
        os.write(number, b"#!/bin/sh\necho x > @temp@/@marker@-memory\n")
    if hasattr(os, "memfd_create"):
        try:
            os.close(os.memfd_create("x"))
            reached.append("os.memfd_create")
        except OSError:
            pass
    call("memfd_secret", 447, 447, 0)
    call("execveat", 322, 281, max(number, 0), b"", None, None, 0x1000)
    tell()
