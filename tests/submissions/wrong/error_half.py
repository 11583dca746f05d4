# exercise: error
# a factor ½ that the definition has not
def error(predicted, target):
    return 0.5 * (predicted - target) ** 2
