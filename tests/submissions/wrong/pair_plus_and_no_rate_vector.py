# exercise: update-weight
# plus instead of minus; and lr missing
def update_w(w, grad, learning_rate):
    return w + grad
