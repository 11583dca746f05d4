# error
# match and case, with a class pattern
def error(predicted, target):
    match (predicted, target):
        case (int(p), int(t)):
            return (p - t) ** 2
        case (p, t):
            return (p - t) * (p - t)
