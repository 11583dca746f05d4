# exercise: sigmoid
# the tanh form
import numpy as np

sigmoid = lambda s: 0.5 * (1 + np.tanh(s / 2))
