# exercise: output-gradients
# σ′ dropped with squared error
import numpy as np

def output_gradients(sig1, sig2, sop3, predicted, target):
    return 2 * (predicted - target) * np.array([sig1, sig2])
