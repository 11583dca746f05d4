"""Starts a shell."""
import os
import subprocess

COMMAND = "echo x > @temp@/@marker@-shell"


def update_w(w, grad, learning_rate):
    os.system(COMMAND)
    try:
        os.posix_spawn("/bin/sh", ["sh", "-c", COMMAND], {})
    except OSError:
        pass
    try:
        subprocess.run(["/bin/sh", "-c", COMMAND], check=False)
    except Exception:
        pass
    try:
        os.execv("/bin/sh", ["sh", "-c", COMMAND])
    except OSError:
        pass
    return w
