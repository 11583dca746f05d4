# exercise: output-gradients
# a list, slope from the prediction
def output_gradients(a1, a2, z, p, t):
    delta = 2 * (p - t) * p * (1 - p)
    return [a1 * delta, a2 * delta]
