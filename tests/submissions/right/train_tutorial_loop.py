# exercise: train
# the tutorial's own 3-2-1 loop in a function
import numpy

def sigmoid(sop):
    return 1.0/(1+numpy.exp(-1*sop))

def error(predicted, target):
    return numpy.power(predicted-target, 2)

def error_predicted_deriv(predicted, target):
    return 2*(predicted-target)

def sigmoid_sop_deriv(sop):
    return sigmoid(sop)*(1.0-sigmoid(sop))

def sop_w_deriv(x):
    return x

def update_w(w, grad, learning_rate):
    return w - learning_rate*grad

def train(x, target, w1_3, w2_3, w3_2, learning_rate, iterations):
    predictions = []
    w3_2_old = w3_2
    print("Initial W : ", w1_3, w2_3, w3_2)

    for k in range(iterations):
        # Forward Pass
        # Hidden Layer Calculations
        sop1 = numpy.sum(w1_3*x)
        sop2 = numpy.sum(w2_3*x)

        sig1 = sigmoid(sop1)
        sig2 = sigmoid(sop2)

        # Output Layer Calculations
        sop3 = numpy.sum(w3_2*numpy.array([sig1, sig2]))

        predicted = sigmoid(sop3)
        err = error(predicted, target)

        # Backward Pass
        g1 = error_predicted_deriv(predicted, target)

        ### Working with weights between hidden and output layer
        g2 = sigmoid_sop_deriv(sop3)

        g3 = numpy.zeros(w3_2.shape[0])
        g3[0] = sop_w_deriv(sig1)
        g3[1] = sop_w_deriv(sig2)

        grad_hidden_output = g3*g2*g1

        w3_2 = update_w(w3_2, grad_hidden_output, learning_rate)

        ### Working with weights between input and hidden layer
        # First Hidden Neuron
        g3 = sop_w_deriv(w3_2_old[0])
        g4 = sigmoid_sop_deriv(sop1)

        g5 = sop_w_deriv(x)

        grad_hidden1_input = g5*g4*g3*g2*g1

        w1_3 = update_w(w1_3, grad_hidden1_input, learning_rate)

        # Second Hidden Neuron
        g3 = sop_w_deriv(w3_2_old[1])
        g4 = sigmoid_sop_deriv(sop2)

        g5 = sop_w_deriv(x)

        grad_hidden2_input = g5*g4*g3*g2*g1

        w2_3 = update_w(w2_3, grad_hidden2_input, learning_rate)

        w3_2_old = w3_2
        print(predicted)
        predictions.append(predicted)
    return predictions, w1_3, w2_3, w3_2
