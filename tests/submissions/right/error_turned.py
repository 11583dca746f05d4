# exercise: error
# the difference the other way round, plain **
def error(y_hat, y):
    return (y - y_hat) ** 2
