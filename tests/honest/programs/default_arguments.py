# update-weight, error
# defaults, keyword-only parameters, positional-only ones
def update_w(w, grad, learning_rate=0.01, verbose=False, *, history=[]):
    history.append(w)
    if verbose:
        print(w)
    return w - learning_rate * grad


def error(predicted, target, /, power=2):
    return (predicted - target) ** power
