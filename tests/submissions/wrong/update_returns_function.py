# exercise: update-weight
# returns the function itself
def update_w(w, grad, learning_rate):
    new_w = w - learning_rate*grad
    return update_w
