"""The catalogue of mistakes, in files by the part of the iteration where they happen."""

from gdtrace.grading.catalogue import (
    activation,
    averaging,
    bias,
    chain,
    copied,
    error,
    error_slope,
    forward,
    inputs,
    loops,
    slope,
    update,
)

CATALOGUE = (
    *forward.MISTAKES,
    *activation.MISTAKES,
    *error.MISTAKES,
    *error_slope.MISTAKES,
    *slope.MISTAKES,
    *chain.MISTAKES,
    *inputs.MISTAKES,
    *copied.MISTAKES,
    *averaging.MISTAKES,
    *update.MISTAKES,
    *bias.MISTAKES,
    *loops.MISTAKES,
)
