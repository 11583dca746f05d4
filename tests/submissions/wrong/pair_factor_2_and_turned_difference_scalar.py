# exercise: chain-factors, output-gradients, hidden-gradients, train-step
# forgot factor 2; and sign t - p, both in g1
import numpy


def sigmoid(sop):
    return 1.0 / (1 + numpy.exp(-1 * sop))


def sigmoid_sop_deriv(sop):
    return sigmoid(sop) * (1.0 - sigmoid(sop))


def chain_factors(x, target, w1, w2, w3):
    sop1 = numpy.sum(w1 * x)
    sop2 = numpy.sum(w2 * x)
    sop3 = w3[0] * sigmoid(sop1) + w3[1] * sigmoid(sop2)
    g1 = target - sigmoid(sop3)
    return g1, sigmoid_sop_deriv(sop3), w3[0], sigmoid_sop_deriv(sop1), x[0]


def output_gradients(sig1, sig2, sop3, predicted, target):
    g1 = target - predicted
    g2 = sigmoid_sop_deriv(sop3)
    return sig1 * g2 * g1, sig2 * g2 * g1


def hidden_gradients(x, w3, sop1, sop2, sop3, predicted, target):
    g1 = target - predicted
    g2 = sigmoid_sop_deriv(sop3)
    delta = g2 * g1
    return x * sigmoid_sop_deriv(sop1) * w3[0] * delta, x * sigmoid_sop_deriv(sop2) * w3[1] * delta


def train_step(x, target, w1, w2, w3, learning_rate):
    # forward pass
    sop1 = numpy.sum(w1 * x)
    sop2 = numpy.sum(w2 * x)
    sig1 = sigmoid(sop1)
    sig2 = sigmoid(sop2)
    predicted = sigmoid(w3[0] * sig1 + w3[1] * sig2)

    # one delta for all gradients
    g1 = target - predicted
    delta = predicted * (1 - predicted) * g1

    new_w1 = w1 - learning_rate * x * sig1 * (1 - sig1) * w3[0] * delta
    new_w2 = w2 - learning_rate * x * sig2 * (1 - sig2) * w3[1] * delta
    new_w3 = w3 - learning_rate * numpy.array([sig1, sig2]) * delta
    return new_w1, new_w2, new_w3
