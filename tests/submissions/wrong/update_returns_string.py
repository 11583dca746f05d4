# exercise: update-weight
# returns a formatted text
def update_w(w, grad, learning_rate):
    return f"{w - learning_rate*grad}"
