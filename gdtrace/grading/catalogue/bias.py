"""Mistakes in the gradient and the update of the biases."""

from gdtrace.grading.misconception import Misconception

MISTAKES: tuple[Misconception, ...] = ()
