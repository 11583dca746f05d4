# exercise: error-derivative
# as in the tutorial
def error_predicted_deriv(predicted, target):
    return 2*(predicted-target)
