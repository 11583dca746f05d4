# exercise: output-gradients
# takes the target before the prediction
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def output_gradients(sig1, sig2, sop3, target, predicted):
    slope = sigmoid(sop3) * (1 - sigmoid(sop3))
    return 2 * (predicted - target) * slope * np.array([sig1, sig2])
