# exercise: error-derivative
# forgot factor 2
import numpy as np

def error_predicted_deriv(p, t):
    diff = np.subtract(p, t)
    return diff
