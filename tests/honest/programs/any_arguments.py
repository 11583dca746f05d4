# update-weight
# takes whatever comes
def update_w(*args, **kwargs):
    w, grad, learning_rate = args
    return w - learning_rate * grad
