"""Asks for sockets of all families, and for pairs of them, which could carry open files."""
# preamble


def update_w(w, grad, learning_rate):
    for family in range(46):
        for kind in (1, 2, 3, 5):
            call(f"socket {family}", 41, 198, family, kind, 0, fine=(97, 93, 94, 22))
    pair = ctypes.create_string_buffer(8) if LIBC else 0
    call("connect", 42, 203, 3, b"\1\0\0@marker@", 20)
    call("bind", 49, 200, 3, b"\1\0\0@marker@", 20)
    call("listen", 50, 201, 3, 1)
    call("accept", 43, 202, 3, None, None)
    tell()
