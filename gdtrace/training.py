"""Training: gradient descent on a problem, every value of it recorded."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial

from gdtrace.derivation import derive
from gdtrace.engine.blocks import Keeper, Progress, run
from gdtrace.engine.choice import suitable
from gdtrace.engine.columns import Columns, only
from gdtrace.engine.machine import Machine
from gdtrace.engine.memory import memory
from gdtrace.errors import ProblemError
from gdtrace.fields import as_whole, whole
from gdtrace.leaves import leaves
from gdtrace.names import Names
from gdtrace.notation import notation as _notation
from gdtrace.problem_files import resolve_problem
from gdtrace.problems import Problem
from gdtrace.recording import wanted
from gdtrace.steps import EXAMPLES, letter
from gdtrace.trace import Trace
from gdtrace.variables import variable


def train(
    problem: Problem | str | os.PathLike[str],
    *,
    iterations: int | None = None,
    style: str = "",
    notation: str = "",
    engine: str = "auto",
    record: Iterable[str] | None = None,
    every: int = 1,
    store: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
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
        ``auto``, ``interpret``, ``scalar``, ``array`` or ``numba``.
    record : sequence of str, optional
        Symbols, or keys such as ``SOP@1``: only their columns are kept. By default everything.
        What is not kept is computed again when somebody asks for it.
    every : int
        Keep the iterations 0, every, 2*every, … only.
    store : path, optional
        A ``.npy`` file to keep the rows in, instead of memory. It grows block by block, and
        ``Trace.load`` reads it even if the run was cut off. The file beside it that ends in
        ``.run.npz`` says what they are. Files of these names are replaced.
    progress : callable, optional
        Called after every block with the iterations done and all of them.

    Returns
    -------
    Trace
        Values that overflow or become NaN are recorded as they are; ``Trace.diverged`` is the
        first iteration that has one. Where not everything is recorded, it is noticed in what is,
        and in the parameters. After an interruption (Ctrl-C) the trace has the blocks up to there.
    """
    if not isinstance(problem, Problem):
        problem = resolve_problem(os.fspath(problem))
    total = _at_least_one("iterations", problem.training.iterations, iterations)
    every = _at_least_one("every", every)
    names, everything = prepare(problem, style=style, notation=notation)
    if engine == "auto":
        engine = suitable(everything, total)
    machine = Machine.of(everything, engine, partial(variable, names))
    columns = machine.columns
    if record is not None:
        columns = only(columns, wanted(names, record))
    if machine.engine in ("scalar", "numba"):
        # Their variables are the symbols: two values must not share one.
        names.check()
    keeper: Keeper
    if store is None:
        keeper = memory(-(-total // every), columns.width)
    else:
        from gdtrace import stores

        head = stores.header(problem, names, machine, columns, every)
        keeper = stores.store(store, columns, head, total)
    done = run(
        machine,
        columns,
        leaves(problem),
        total,
        every=every,
        keeper=keeper,
        progress=progress or (lambda iterations, total: None),
    )
    return Trace(problem, names, done)


def _at_least_one(name: str, default: int, given: int | None = None) -> int:
    number = as_whole(default if given is None else given)
    for _, fault in whole(1)(number):
        raise ProblemError([f"{name}: {fault}"])
    return int(number)


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
