"""Mistakes in the derivative of the activation."""

from gdtrace.grading.misconception import Misconception

MISTAKES: tuple[Misconception, ...] = ()
