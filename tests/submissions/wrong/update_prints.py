# exercise: update-weight
# prints and returns None
def update_w(w, grad, learning_rate):
    w = w - learning_rate*grad
    print(w)
