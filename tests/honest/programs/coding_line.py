# -*- coding: utf-8 -*-
# sigmoid
# a line that names the encoding, and a first line for Unix
import numpy as np


def sigmoid(sop):
    'Größe'
    return np.tanh(sop / 2) / 2 + 0.5
