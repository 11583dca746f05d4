# exercise: output-gradients
# sign t - p with minus update
def output_gradients(a1, a2, s3, p, t):
    de = 2 * (t - p)
    dp = p * (1 - p)
    return [a * dp * de for a in (a1, a2)]
