# train-step, train
# trains a network for 1000 iterations while it is read, and prints the error now and then
import numpy


def sigmoid(sop):
    return 1.0 / (1 + numpy.exp(-1 * sop))


def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    a = numpy.array([sigmoid(x @ w_hidden1), sigmoid(x @ w_hidden2)])
    p = sigmoid(a @ w_output)
    d = 2 * (p - target) * p * (1 - p)
    b = d * w_output * a * (1 - a)
    r = learning_rate
    return w_hidden1 - r * b[0] * x, w_hidden2 - r * b[1] * x, w_output - r * d * a


def train(x, target, w_hidden1, w_hidden2, w_output, learning_rate, iterations):
    w = w_hidden1, w_hidden2, w_output
    predictions = []
    for k in range(iterations):
        a = numpy.array([sigmoid(x @ w[0]), sigmoid(x @ w[1])])
        predictions.append(sigmoid(a @ w[2]))
        w = train_step(x, target, *w, learning_rate)
    return (predictions, *w)


numpy.random.seed(0)
x = numpy.array([0.1, 0.4, 4.1])
w = numpy.random.rand(3), numpy.random.rand(3), numpy.random.rand(2)
errors = []
for k in range(1000):
    w = train_step(x, 0.2, *w, 0.5)
    if k % 100 == 0:
        errors.append(k)
        print("iteration", k, w[2])
