# exercise: update-weight
# lr divided
def update_w(w, grad, learning_rate):
    return w - grad/learning_rate
