# exercise: update-weight
# turns the new weight into a whole number
import numpy

def update_w(w, grad, learning_rate):
    return numpy.asarray(w - learning_rate*grad).astype(int)
