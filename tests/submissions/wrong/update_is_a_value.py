# exercise: update-weight
# the name stands for the result, not for a function
def new_weight(w, grad, learning_rate):
    return w - learning_rate*grad

update_w = new_weight(0.5, 0.1, 0.001)
