# exercise: update-weight
# `w - lr*w` (gradient forgotten)
def update_w(w, grad, learning_rate):
    return w - learning_rate*w
