# exercise: error-derivative
# sign t - p
def error_predicted_deriv(predicted, target):
    return 2*(target-predicted)
