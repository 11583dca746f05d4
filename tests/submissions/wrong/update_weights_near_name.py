# exercise: update-weight
# the function is called update_weights
def update_weights(w, grad, learning_rate):
    return w - learning_rate * grad
