# exercise: error
# abs or unsquared error reported
def error(predicted, target):
    return predicted - target
