# exercise: update-weight
# returns only the change, the old weight is forgotten
def update_w(w, grad, learning_rate):
    change = -learning_rate*grad
    return change
