"""Returns an object that runs a command when somebody unpickles it."""
import os


class Sly:
    def __reduce__(self):
        return os.system, ("touch @temp@/@marker@-unpickled",)

    def __reduce_ex__(self, protocol):
        return self.__reduce__()


def update_w(w, grad, learning_rate):
    return [Sly(), Sly()]
