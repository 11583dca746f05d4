# exercise: update-weight
# right values, but w of the caller is changed (-=)
def update_w(w, grad, learning_rate):
    w -= learning_rate*grad
    return w
