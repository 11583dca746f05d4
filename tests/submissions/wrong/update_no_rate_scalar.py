# exercise: update-weight
# lr missing
def update_w(w, grad, learning_rate):
    return w - grad
