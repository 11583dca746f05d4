# exercise: update-weight
# reads a global learning rate instead of the argument
learning_rate = 0.001

def update_w(w, grad, lr):
    return w - learning_rate*grad
