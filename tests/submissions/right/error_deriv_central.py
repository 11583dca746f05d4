# exercise: error-derivative
# closure over the exponent
import numpy as np

def power_rule(n):
    def deriv(base):
        return n * np.power(base, n - 1)
    return deriv

square_deriv = power_rule(2)

def error_predicted_deriv(predicted, target):
    return square_deriv(np.subtract(predicted, target))
