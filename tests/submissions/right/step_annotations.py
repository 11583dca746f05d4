# exercise: train-step
# type hints, unused arguments with defaults, docstring
"""Homework 3 - gradient descent with a hidden layer."""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

def sigmoid(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))

def train_step(x: Vector, target: float, w_hidden1: Vector, w_hidden2: Vector,
               w_output: Vector, learning_rate: float, momentum: float = 0.0,
               debug: bool = False) -> tuple[Vector, Vector, Vector]:
    """One step.

    x -- inputs
    target -- what should come out
    """
    assert len(x) == len(w_hidden1) == len(w_hidden2)
    sig1, sig2 = sigmoid(w_hidden1 @ x), sigmoid(w_hidden2 @ x)
    predicted = sigmoid(w_output[0] * sig1 + w_output[1] * sig2)
    back: float = 2 * (predicted - float(target)) * predicted * (1 - predicted)
    grad1 = back * w_output[0] * sig1 * (1 - sig1) * x
    grad2 = back * w_output[1] * sig2 * (1 - sig2) * x
    grad3 = back * np.array([sig1, sig2])
    return (w_hidden1 - learning_rate * grad1, w_hidden2 - learning_rate * grad2,
            w_output - learning_rate * grad3)
