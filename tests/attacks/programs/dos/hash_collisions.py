"""Returns a dict with keys that take long to look up."""


def update_w(w, grad, learning_rate):
    return {"k" * (k % 190) + str(k): w for k in range(20_000)}
