# exercise: update-weight
# lr missing
def update_w(w, grad, rate):
    try:
        return [a - b for a, b in zip(w, grad)]
    except TypeError:
        return w - grad
