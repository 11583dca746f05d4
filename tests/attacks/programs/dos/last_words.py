"""Has last words in objects that are deleted late, and threads that hold them."""
import sys
import time


class Sly:
    def __del__(self):
        time.sleep(1000)


def update_w(w, grad, learning_rate):
    sys.modules["sly"] = [Sly()]
    raise ValueError(Sly())
