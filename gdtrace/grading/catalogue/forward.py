"""Mistakes in the forward pass."""

from gdtrace.grading.misconception import Misconception

MISTAKES: tuple[Misconception, ...] = ()
