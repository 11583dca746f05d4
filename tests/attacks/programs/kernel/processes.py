"""Makes processes by every call for it, without and with the flags of a thread."""
# preamble


def update_w(w, grad, learning_rate):
    room = ctypes.create_string_buffer(88) if LIBC else 0
    for name, x86, arm, arguments in (
        ("fork", 57, None, ()),
        ("vfork without its memory", 56, 220, (0x11, 0, 0, 0, 0)),
        ("clone with a namespace", 56, 220, (0x10000011, 0, 0, 0, 0)),
        ("clone for the parent", 56, 220, (0x8011, 0, 0, 0, 0)),
        ("clone without signals", 56, 220, (0, 0, 0, 0, 0)),
        ("clone3", 435, 435, (room, 88)),
    ):
        found = call(name, x86, arm, *arguments)
        if found == 0:
            os._exit(0)
    tell()
