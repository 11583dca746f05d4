# sigmoid
# catches what may go wrong, and always cleans up
import numpy as np

try:
    import tensorflow as tf
except ImportError:
    tf = None


def sigmoid(sop):
    try:
        with np.errstate(over="raise"):
            return 1 / (1 + np.exp(-sop))
    except FloatingPointError as e:
        print("overflow:", e)
        return np.where(np.asarray(sop) > 0, 1.0, 0.0)
    else:
        raise AssertionError
    finally:
        pass
