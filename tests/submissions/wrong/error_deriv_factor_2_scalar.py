# exercise: error-derivative
# forgot factor 2
def error_predicted_deriv(predicted, target):
    return predicted-target
