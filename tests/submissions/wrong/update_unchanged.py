# exercise: update-weight
# returns the weight as it came
def update_w(w, grad, learning_rate):
    new_w = w
    new_w - learning_rate*grad
    return new_w
