# exercise: update-weight
# plus instead of minus
def update_w(w, grad, learning_rate):
    return w + learning_rate*grad
