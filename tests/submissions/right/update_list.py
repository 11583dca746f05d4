# exercise: update-weight
# pure Python lists, also a single number
def update_w(w, grad, learning_rate):
    try:
        pairs = list(zip(w, grad))
    except TypeError:
        return w - learning_rate * grad
    return [a - learning_rate * b for a, b in pairs]
