# exercise: update-weight
# plus a negative change
def update_w(weights, gradient, eta):
    change = -eta * gradient
    return weights + change
