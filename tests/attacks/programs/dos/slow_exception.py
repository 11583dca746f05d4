"""Never comes to the end of the text of its exception."""


class Sly(Exception):
    def __str__(self):
        while True:
            pass


def update_w(w, grad, learning_rate):
    raise Sly
