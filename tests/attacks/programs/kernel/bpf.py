"""Loads programs into the kernel, and counts its events."""
# preamble


def update_w(w, grad, learning_rate):
    room = ctypes.create_string_buffer(200) if LIBC else 0
    call("bpf", 321, 280, 0, room, 120)
    call("bpf load", 321, 280, 5, room, 120)
    call("perf_event_open", 298, 241, room, 0, -1, -1, 0)
    call("init_module", 175, 105, room, 10, b"")
    call("finit_module", 313, 273, 3, b"", 0)
    call("kexec_load", 246, 104, 0, 0, 0, 0xFFFF)
    call("kexec_file_load", 320, 294, 3, 3, 0, b"", 0)
    tell()
