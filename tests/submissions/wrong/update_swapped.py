# exercise: update-weight
# takes the gradient before the weight
def update_w(grad, w, learning_rate):
    return w - learning_rate*grad
