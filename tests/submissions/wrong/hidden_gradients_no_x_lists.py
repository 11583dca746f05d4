# exercise: hidden-gradients
# hidden layer uses Activ or 1 instead of X
import math

def slope(s):
    a = 1 / (1 + math.exp(-s))
    return a * (1 - a)

def hidden_gradients(x, w, s1, s2, s3, p, t):
    back = slope(s3) * 2 * (p - t)
    first = slope(s1) * w[0] * back
    second = slope(s2) * w[1] * back
    return [first] * len(x), [second] * len(x)
