# exercise: hidden-gradients
# one loop over the neurons, list of arrays
import numpy as np

def hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target):
    grads = []
    for neuron, sop in enumerate([sop1, sop2]):
        activ = 1 / (1 + np.exp(-sop))
        g = 2 * (predicted - target)
        g = g * predicted * (1 - predicted)
        g = g * w_output[neuron]
        g = g * activ * (1 - activ)
        grads.append(g * np.array(x))
    return grads
