# exercise: error
# abs or unsquared error reported
import numpy

def error(predicted, target):
    return numpy.abs(predicted - target)
