# exercise: error-derivative
# error value used as derivative
import numpy

def error_predicted_deriv(predicted, target):
    return numpy.power(predicted-target, 2)
