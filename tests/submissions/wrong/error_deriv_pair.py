# exercise: error-derivative
# forgot factor 2; and sign t - p
def error_predicted_deriv(predicted, target):
    return target - predicted
