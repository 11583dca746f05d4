# exercise: error
# difference times itself, extra keyword parameter
def error(predicted, target, verbose=False):
    diff = predicted - target
    if verbose:
        print("difference", diff)
    return diff * diff
