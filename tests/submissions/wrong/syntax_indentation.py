# exercise: update-weight
# the body is not indented
def update_w(w, grad, learning_rate):
return w - learning_rate*grad
