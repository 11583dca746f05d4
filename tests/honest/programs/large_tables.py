# sigmoid
# a table of a million numbers, used to look something up
import numpy as np

TABLE = np.linspace(-10, 10, 1_000_001)
COPY = [float(each) for each in TABLE[:50_000]]
DOUBLE = np.outer(TABLE[:1000], TABLE[:1000])


def sigmoid(sop):
    assert len(COPY) == 50_000
    return 1 / (1 + np.exp(-np.asarray(sop)))
