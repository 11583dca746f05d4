# error-derivative
# the last line does not end, others have blanks behind them   


def error_predicted_deriv(predicted, target):   

    return 2*(predicted - target)