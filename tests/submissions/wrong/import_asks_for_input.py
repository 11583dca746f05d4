# exercise: update-weight
# asks for input while it is imported
learning_rate = float(input("learning rate: "))

def update_w(w, grad, lr):
    return w - lr*grad
