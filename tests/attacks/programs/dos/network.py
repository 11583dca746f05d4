"""Sends what it knows through the network, by every kind of socket."""
import socket

ADDRESS = ("127.0.0.1", int("@port@"))


def update_w(w, grad, learning_rate):
    reached = []
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        for family, address in ((socket.AF_INET, ADDRESS), (socket.AF_INET6, ("::1", ADDRESS[1]))):
            try:
                with socket.socket(family, kind) as line:
                    reached.append("socket")
                    line.settimeout(0.5)
                    line.connect(address)
                    line.send(b"@marker@")
            except OSError:
                pass
    for path in ("\0@marker@", "@temp@/socket"):
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                reached.append("unix")
                line.sendto(b"@marker@", path)
        except OSError:
            pass
    for family in (16, 17, 38, 40):
        try:
            socket.socket(family, socket.SOCK_RAW).close()
            reached.append(f"family {family}")
        except OSError:
            pass
    raise RuntimeError("holes: " + (", ".join(reached) or "none"))
