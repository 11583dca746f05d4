"""Changes the machine itself: its clock, its name, its log, its ports, its end."""
# preamble


def update_w(w, grad, learning_rate):
    room = ctypes.create_string_buffer(256) if LIBC else 0
    # The magic numbers of reboot are wrong on purpose.
    call("reboot", 169, 142, 1, 2, 3, None)
    call("sethostname", 170, 161, b"x", -1)
    call("syslog", 103, 116, 2, room, 100)
    call("iopl", 172, None, 3)
    call("ioperm", 173, None, 0x378, 3, 1)
    call("acct", 163, 89, b"/nowhere")
    call("quotactl", 179, 60, 0, None, 0, None)
    call("name_to_handle_at", 303, 264, -100, b"/", room, room, 0)
    call("open_by_handle_at", 304, 265, -100, room, 0)
    call("lookup_dcookie", 212, 18, 0, room, 100)
    call("fanotify_init", 300, 262, 0, 0)
    call("inotify_init1", 294, 26, 0)
    tell()
