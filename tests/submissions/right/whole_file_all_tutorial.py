# exercise: sigmoid, error, error-derivative, sigmoid-derivative, update-weight, forward-pass, chain-factors, output-gradients, hidden-gradients, train-step, train
# all eleven functions of the tutorial track, each built on the ones before
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def error(predicted, target):
    return (predicted - target) ** 2

def error_predicted_deriv(predicted, target):
    return 2 * (predicted - target)

def sigmoid_sop_deriv(sop):
    s = sigmoid(sop)
    return s * (1 - s)

def update_w(w, grad, learning_rate):
    return w - learning_rate * grad

def forward(x, w_hidden1, w_hidden2, w_output):
    sop1, sop2 = x @ w_hidden1, x @ w_hidden2
    sig1, sig2 = sigmoid(sop1), sigmoid(sop2)
    sop3 = sig1 * w_output[0] + sig2 * w_output[1]
    return sop1, sop2, sig1, sig2, sop3, sigmoid(sop3)

def chain_factors(x, target, w_hidden1, w_hidden2, w_output):
    sop1, _, _, _, sop3, predicted = forward(x, w_hidden1, w_hidden2, w_output)
    return (error_predicted_deriv(predicted, target), sigmoid_sop_deriv(sop3),
            w_output[0], sigmoid_sop_deriv(sop1), x[0])

def output_gradients(sig1, sig2, sop3, predicted, target):
    back = error_predicted_deriv(predicted, target) * sigmoid_sop_deriv(sop3)
    return np.array([sig1, sig2]) * back

def hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target):
    back = error_predicted_deriv(predicted, target) * sigmoid_sop_deriv(sop3)
    return (x * sigmoid_sop_deriv(sop1) * w_output[0] * back,
            x * sigmoid_sop_deriv(sop2) * w_output[1] * back)

def train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate):
    sop1, sop2, sig1, sig2, sop3, predicted = forward(x, w_hidden1, w_hidden2, w_output)
    grad1, grad2 = hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target)
    grad3 = output_gradients(sig1, sig2, sop3, predicted, target)
    return (update_w(w_hidden1, grad1, learning_rate),
            update_w(w_hidden2, grad2, learning_rate),
            update_w(w_output, grad3, learning_rate))

def train(x, target, w_hidden1, w_hidden2, w_output, learning_rate, iterations):
    weights = w_hidden1, w_hidden2, w_output
    predictions = []
    for _ in range(iterations):
        predictions.append(forward(x, *weights)[-1])
        weights = train_step(x, target, *weights, learning_rate)
    return (predictions, *weights)
