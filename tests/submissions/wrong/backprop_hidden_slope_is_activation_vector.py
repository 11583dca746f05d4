# exercise: backprop
# g4 = Activ_j in the loop over the hidden layers
import numpy


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def backprop(x, target, weights):
    outputs = [numpy.array(x)]
    for weight in weights:
        outputs.append(sigmoid(outputs[-1] @ weight))
    predicted = outputs[-1]
    delta = 2 * (predicted - target) * predicted * (1 - predicted)
    gradients = [numpy.outer(outputs[-2], delta)]
    for layer in range(len(weights) - 1, 0, -1):
        delta = (weights[layer] @ delta) * outputs[layer]
        gradients.insert(0, numpy.outer(outputs[layer - 1], delta))
    return gradients
