# exercise: output-gradients
# z(1-z)
def output_gradients(a1, a2, s3, p, t):
    de = 2 * (p - t)
    dp = s3 * (1 - s3)
    return [a1 * dp * de, a2 * dp * de]
