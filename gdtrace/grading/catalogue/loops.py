"""Mistakes in the loops over examples and iterations."""

from gdtrace.grading.misconception import Misconception

MISTAKES: tuple[Misconception, ...] = ()
