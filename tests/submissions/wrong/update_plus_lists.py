# exercise: update-weight
# plus instead of minus
def update_w(w, grad, lr):
    if not hasattr(w, "__len__"):
        return w + lr * grad
    new = []
    for i in range(len(w)):
        new.append(w[i] + lr * grad[i])
    return new
