# exercise: error-derivative
# on no list: 2*p - t without parentheses
def error_predicted_deriv(predicted, target):
    return 2*predicted-target
