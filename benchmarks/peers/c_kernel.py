"""A small C kernel that records what gdtrace records, in the same columns: the limit."""

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy

from benchmarks.arrays import Given, Outcome, Run, given, named
from gdtrace.engine.columns import Columns
from gdtrace.notation import identifier
from gdtrace.problems import Problem
from gdtrace.training import train

NAME = "C kernel (the limit)"
RECORDS = "everything"
SCALABLE = False
FLAGS = ("-O3", "-std=c99", "-shared", "-fPIC")
RECORDED = (
    *(f"{role}_{layer}" for role in ("W", "b", "SOP", "Activ", "delta") for layer in (1, 2)),
    *(f"{role}_{layer}" for role in ("dActiv_dSOP", "grad_W", "grad_b") for layer in (1, 2)),
    "Error",
    "Cost",
    "dError_dPredicted",
    "dError_dActiv_1",
)
"""The arrays of kernel.c, spelled as gdtrace spells its keys in programs."""


def missing() -> str:
    """Return why this contestant cannot run here, or nothing."""
    return "" if compiler() else "not installed: no C compiler"


def compiler() -> str:
    """Return the path of a C compiler, or nothing."""
    return next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), "")


def make(problem: Problem, iterations: int) -> Run:
    """Compile the kernel for a problem."""
    start = given(problem)
    # The layout of a real run: it depends on the engine that suits the problem.
    columns = train(problem, iterations=1).columns
    descend = _compiled(_layout(start, columns))

    def run() -> Outcome:
        weights = [values.copy() for values in start.weights]
        biases = [values.copy() for values in start.biases]
        rows = numpy.empty((iterations, columns.width))
        # Where there is no such layer or no bias, the kernel copies a few numbers it never uses.
        unused = numpy.zeros(columns.width)
        parameters = [*(*weights, unused)[:2], *(*biases, unused, unused)[:2]]
        arrays = (start.x, start.target, *parameters, rows)
        descend(*(array.ctypes.data for array in arrays), iterations)
        return Outcome(named(weights, biases), rows)

    return run


def _layout(start: Given, columns: Columns) -> str:
    """Return the text of layout.h: the sizes, and the column of every array."""
    places = {
        identifier(getattr(stored, "key", stored)): place
        for stored, place in columns.starts.items()
    }
    strange = sorted(places.keys() - {*RECORDED})
    if strange:
        raise ValueError(f"kernel.c does not record {', '.join(strange)}, which gdtrace does")
    sizes = {
        "EXAMPLES": start.examples,
        "INPUTS": start.x.shape[1],
        "HIDDEN": start.weights[0].shape[1] if len(start.weights) == 2 else 0,
        "OUTPUTS": start.target.shape[1],
        "BIAS": int(bool(start.biases)),
        "SLOPE": start.slope,
        "RATE": start.rate,
        "WIDTH": columns.width,
        **{f"COLUMN_{name}": places.get(name, -1) for name in RECORDED},
    }
    return "".join(f"#define {name} ({value})\n" for name, value in sizes.items())


def _compiled(layout: str) -> "ctypes._NamedFuncPointer":
    kernel = Path(__file__).with_name("kernel.c")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder, "layout.h").write_text(layout, encoding="utf-8")
        library = Path(folder, "kernel.so")
        command = [compiler(), *FLAGS, f"-I{folder}", str(kernel), "-o", str(library), "-lm"]
        subprocess.run(command, check=True, capture_output=True)
        descend = ctypes.CDLL(str(library)).descend
    descend.argtypes = [*[ctypes.c_void_p] * 7, ctypes.c_long]
    descend.restype = None
    return descend
