# exercise: hidden-gradients
# same W41 for both
import math

def slope(s):
    a = 1 / (1 + math.exp(-s))
    return a * (1 - a)

def hidden_gradients(x, w, s1, s2, s3, p, t):
    common = slope(s3) * 2 * (p - t)
    first = []
    second = []
    for value in x:
        first.append(value * slope(s1) * w[0] * common)
        second.append(value * slope(s2) * w[0] * common)
    return first, second
