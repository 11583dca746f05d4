"""Defines very many functions, whose names are all a little like the right one."""


def update(w, grad, learning_rate):
    return w


for k in range(9_000):
    globals()[f"update_{k}w"] = globals()[f"udpate_w{k}"] = update
