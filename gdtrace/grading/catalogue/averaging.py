"""Mistakes in how examples are taken together."""

from gdtrace.grading.misconception import Misconception

MISTAKES: tuple[Misconception, ...] = ()
