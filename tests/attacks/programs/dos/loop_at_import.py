"""Never comes to an end while the file is run."""


def update_w(w, grad, learning_rate):
    return w


while True:
    pass
