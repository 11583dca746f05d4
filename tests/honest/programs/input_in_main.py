# error-derivative
# input() under the main guard only
def error_predicted_deriv(predicted, target):
    return 2.0 * (predicted - target)


if __name__ == "__main__":
    p = float(input("predicted: "))
    t = float(input("target: "))
    print("derivative:", error_predicted_deriv(p, t))
