# exercise: train
# plus instead of minus
import math

def f(z):
    return 1 / (1 + math.exp(-z))

def train(x, target, w1, w2, w3, rate, iterations):
    seen = []
    for _ in range(iterations):
        h = [f(sum(a * b for a, b in zip(x, w))) for w in (w1, w2)]
        p = f(h[0] * w3[0] + h[1] * w3[1])
        seen.append(p)
        d = 2 * (p - target) * p * (1 - p)
        back = [d * w3[j] * h[j] * (1 - h[j]) for j in (0, 1)]
        w1 = [w + rate * back[0] * v for w, v in zip(w1, x)]
        w2 = [w + rate * back[1] * v for w, v in zip(w2, x)]
        w3 = [w + rate * d * v for w, v in zip(w3, h)]
    return seen, w1, w2, w3
