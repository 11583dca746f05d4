# exercise: train-step
# no output activation, forward and backward
import math

def f(s):
    return 1 / (1 + math.exp(-s))

def train_step(x, target, w1, w2, w3, rate):
    h1 = f(sum(a * b for a, b in zip(x, w1)))
    h2 = f(sum(a * b for a, b in zip(x, w2)))
    predicted = h1 * w3[0] + h2 * w3[1]
    d = 2 * (predicted - target)
    new1 = [w - rate * d * w3[0] * h1 * (1 - h1) * v for w, v in zip(w1, x)]
    new2 = [w - rate * d * w3[1] * h2 * (1 - h2) * v for w, v in zip(w2, x)]
    return new1, new2, [w3[0] - rate * d * h1, w3[1] - rate * d * h2]
