"""Sends what it knows inside of the name of a host that it asks for."""
import socket


def update_w(w, grad, learning_rate):
    try:
        socket.getaddrinfo("@marker@.invalid", 80)
    except OSError:
        pass
    raise RuntimeError("holes: none")
