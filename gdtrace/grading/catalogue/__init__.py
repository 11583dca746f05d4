"""The catalogue of mistakes, in files by the part of the iteration where they happen."""

from gdtrace.grading.catalogue import averaging, bias, chain, error, forward, loops, slope, update

CATALOGUE = (
    *forward.MISTAKES,
    *error.MISTAKES,
    *slope.MISTAKES,
    *chain.MISTAKES,
    *averaging.MISTAKES,
    *update.MISTAKES,
    *bias.MISTAKES,
    *loops.MISTAKES,
)
