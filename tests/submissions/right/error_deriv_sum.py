# exercise: error-derivative
# difference plus difference, prints while it runs
def error_predicted_deriv(predicted, target):
    difference = predicted - target
    print("difference is", difference)
    return difference + difference
