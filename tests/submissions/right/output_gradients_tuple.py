# exercise: output-gradients
# a tuple of two numbers, reordered product
import math

def output_gradients(sig1, sig2, sop3, predicted, target):
    slope = math.exp(-sop3) / (1 + math.exp(-sop3)) ** 2
    first = sig1 * slope
    second = slope * sig2
    error_slope = predicted - target
    return first * error_slope * 2, 2 * error_slope * second
