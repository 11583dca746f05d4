# exercise: train-step
# reads the global target of the script instead of the argument
import numpy


def sigmoid(sop):
    return 1.0 / (1 + numpy.exp(-1 * sop))


def sigmoid_sop_deriv(sop):
    return sigmoid(sop) * (1.0 - sigmoid(sop))


def update_w(w, grad, learning_rate):
    return w - learning_rate * grad


TARGET = 0.2


def train_step(x, target, w1, w2, w3, learning_rate):
    # forward pass
    sop1 = numpy.sum(w1 * x)
    sop2 = numpy.sum(w2 * x)
    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)
    sop3 = w3[0] * sig1 + w3[1] * sig2
    predicted = sigmoid(sop3)

    # weights between hidden and output layer
    g1 = 2 * (predicted - TARGET)
    g2 = sigmoid_sop_deriv(sop3)
    g3 = numpy.array([sig1, sig2])
    new_w3 = update_w(w3, g3 * g2 * g1, learning_rate)

    # first hidden neuron
    g3 = w3[0]
    g4 = sigmoid_sop_deriv(sop1)
    new_w1 = update_w(w1, x * g4 * g3 * g2 * g1, learning_rate)

    # second hidden neuron
    g3 = w3[1]
    g4 = sigmoid_sop_deriv(sop2)
    new_w2 = update_w(w2, x * g4 * g3 * g2 * g1, learning_rate)

    return new_w1, new_w2, new_w3
