# exercise: update-weight
# takes two arguments only
def update_w(w, grad):
    return w - 0.001*grad
