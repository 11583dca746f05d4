"""Training: gradient descent on a problem, every value of it recorded."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import numpy

from gdtrace import engine as engines
from gdtrace.derivation import derive
from gdtrace.engine.columns import Columns
from gdtrace.errors import ProblemError
from gdtrace.expr import Ref
from gdtrace.fields import as_whole, whole
from gdtrace.names import Names
from gdtrace.notation import identifier
from gdtrace.notation import notation as _notation
from gdtrace.problem_files import resolve_problem
from gdtrace.problems import Problem, initial_parameters
from gdtrace.steps import EXAMPLES, letter
from gdtrace.trace import Array, Trace


def train(
    problem: Problem | str | os.PathLike[str],
    *,
    iterations: int | None = None,
    style: str = "",
    notation: str = "",
    engine: str = "auto",
) -> Trace:
    """Run gradient descent on a problem and record every value.

    >>> from gdtrace.presets import preset
    >>> train(preset("single-weight"), iterations=2)["w"]
    array([0.8       , 0.73748903])

    Parameters
    ----------
    problem : Problem, str or path
        A problem, or the name or the file of one.
    iterations : int, optional
        How many to run; by default as many as the problem has.
    style : str
        ``chain`` or ``delta``; by default the problem's, else chain unless a weight has more than
        eight paths to the error.
    notation : str
        The names of the symbols; by default the problem's.
    engine : str
        ``auto``, ``interpret``, ``scalar`` or ``array``.

    Returns
    -------
    Trace
        Values that overflow or become NaN are recorded as they are; ``Trace.diverged`` is the
        first iteration that has one.
    """
    if not isinstance(problem, Problem):
        problem = resolve_problem(os.fspath(problem))
    total = problem.training.iterations if iterations is None else as_whole(iterations)
    for _, fault in whole(1)(total):
        raise ProblemError([f"iterations: {fault}"])
    names, columns = prepare(problem, style=style, notation=notation)
    leaves = _leaves(problem)
    chosen = engines.choose(columns, engine)
    if chosen == "scalar":
        # Its variables are the symbols: two values must not share one.
        names.check()
    rows, after = engines.run(columns, leaves, total, chosen, variable(names, problem.examples))
    return traced(problem, names, columns, chosen, rows, after)


def traced(
    problem: Problem,
    names: Names,
    columns: Columns,
    engine: str,
    rows: Array,
    after: Mapping[str, Array],
) -> Trace:
    """Make the trace of rows that an engine has filled; they are not changed any more."""
    rows.flags.writeable = False
    everything = {**_leaves(problem), **after}
    for values in everything.values():
        values.flags.writeable = False
    diverged = _first_not_finite(rows, everything)
    return Trace(problem, names, columns, engine, rows, everything, diverged)


def prepare(problem: Problem, *, style: str = "", notation: str = "") -> tuple[Names, Columns]:
    """Derive a problem's program, and name its values."""
    training, network = problem.training, problem.network
    program = derive(
        network,
        style=style or problem.display.style,
        reduction=training.reduction,
        freeze=training.freeze,
    )
    names = Names(_notation(notation or problem.notation), network, program, problem.examples > 1)
    sizes = {letter(layer): size for layer, size in enumerate(network.sizes)}
    return names, Columns(program, {EXAMPLES: problem.examples, **sizes})


def _leaves(problem: Problem) -> dict[str, Array]:
    return {
        "X": numpy.array(problem.data.x, dtype=float),
        "Target": numpy.array(problem.data.target, dtype=float),
        "learning_rate": numpy.array(problem.training.learning_rate),
        **initial_parameters(problem),
    }


def _first_not_finite(rows: Array, after: Mapping[str, Array]) -> int | None:
    bad = numpy.flatnonzero(~numpy.isfinite(rows).all(axis=1))
    if bad.size:
        return int(bad[0])
    finite = all(numpy.isfinite(values).all() for values in after.values())
    return None if finite else len(rows) - 1


def variable(names: Names, examples: int) -> Callable[[Ref], str]:
    """Return what names the variables of generated Python, as the lecture does."""

    def name(ref: Ref) -> str:
        letters = names.program.indices(ref.key)
        spelled = identifier(names.symbol(ref))
        if examples == 1 or EXAMPLES not in letters:
            return spelled
        return f"{spelled}_example{int(ref.indices[letters.index(EXAMPLES)]) + 1}"

    return name
