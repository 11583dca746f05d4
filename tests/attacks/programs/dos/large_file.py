"""Writes a large file, wherever it can."""
import os


def update_w(w, grad, learning_rate):
    for place in ("@temp@", "@home@", "@cwd@", "/tmp", "/dev/shm", "."):
        try:
            number = os.open(os.path.join(place, "@marker@-large"), os.O_WRONLY | os.O_CREAT)
            os.write(number, b"x" * 2**20)
        except OSError:
            pass
    return w
