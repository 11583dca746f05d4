"""Engines: Program -> values. An engine runs one block of iterations into the rows of a buffer.

``interpret`` is the reference. ``scalar``, ``array`` and ``numba`` are generated from the same
equations.
"""

ENGINES = ("interpret", "scalar", "array", "numba")
