"""Asks the kernel whether its process has really given up what it was to give up."""
# preamble


def update_w(w, grad, learning_rate):
    # Without prctl there is nothing to ask, and nothing to take back either.
    if LIBC is not None and LIBC.prctl(3, 0, 0, 0, 0) >= 0:
        sent = ctypes.c_int()
        LIBC.prctl(2, ctypes.byref(sent), 0, 0, 0)
        asked = {
            "privileges": LIBC.prctl(39, 0, 0, 0, 0) == 1,
            "undumpable": LIBC.prctl(3, 0, 0, 0, 0) == 0,
            "deathsig": sent.value == 9,
            "session": os.getsid(0) == os.getpid(),
        }
        reached.extend(name for name, kept in asked.items() if not kept)
    tell()
