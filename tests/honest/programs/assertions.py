# update-weight, error
# tests of its own at the end of the file
import unittest

import numpy as np


def update_w(w, grad, learning_rate):
    assert learning_rate > 0, "rate must be positive"
    return w - learning_rate * grad


def error(predicted, target):
    return (predicted - target) ** 2


class TestMine(unittest.TestCase):
    def test_update(self):
        self.assertAlmostEqual(update_w(1, 1, 0.5), 0.5)


def test_error():
    assert error(3, 1) == 4


test_error()
np.testing.assert_allclose(update_w(2.0, 1.0, 0.1), 1.9)
