# sigmoid
# warnings of its own, of numpy, and a filter
import warnings

import numpy as np

warnings.filterwarnings("ignore", category=DeprecationWarning)
np.seterr(all="warn")


def sigmoid(sop):
    warnings.warn("sigmoid may overflow", UserWarning)
    np.exp(np.float64(1000.0))
    return 1 / (1 + np.exp(-sop))
