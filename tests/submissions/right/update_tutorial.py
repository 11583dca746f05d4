# exercise: update-weight
# as in the tutorial
def update_w(w, grad, learning_rate):
    return w - learning_rate*grad
