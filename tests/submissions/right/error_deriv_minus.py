# exercise: error-derivative
# -2 * (target - predicted)
def error_predicted_deriv(out, tgt):
    d = tgt - out
    return -2.0 * d
