"""gdtrace traces gradient descent step by step: every equation, its numbers, its value.

>>> import gdtrace
>>> trace = gdtrace.train(gdtrace.problem("tutorial-3-2-1"), iterations=100)
>>> trace[0].chains["W11"].gradient
0.000466678548
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gdtrace._version import __version__

if TYPE_CHECKING:
    from gdtrace.derivation import derive
    from gdtrace.engine.interpret import interpret
    from gdtrace.errors import GdtraceError
    from gdtrace.grading.check import check, check_file
    from gdtrace.grading.report import FileReport, Report
    from gdtrace.networks import Layer, Network
    from gdtrace.problem_changes import problem
    from gdtrace.problem_files import load_problem, to_toml
    from gdtrace.problems import Data, Display, Initial, Problem, Training
    from gdtrace.records import Chain, Factor, Iteration, Update
    from gdtrace.steps import Program, Step
    from gdtrace.trace import Trace
    from gdtrace.training import train

_HOMES = {
    "derive": "derivation",
    "interpret": "engine.interpret",
    "GdtraceError": "errors",
    "check": "grading.check",
    "check_file": "grading.check",
    "FileReport": "grading.report",
    "Report": "grading.report",
    "Layer": "networks",
    "Network": "networks",
    "load_problem": "problem_files",
    "problem": "problem_changes",
    "to_toml": "problem_files",
    "Data": "problems",
    "Display": "problems",
    "Initial": "problems",
    "Problem": "problems",
    "Training": "problems",
    "Chain": "records",
    "Factor": "records",
    "Iteration": "records",
    "Update": "records",
    "Program": "steps",
    "Step": "steps",
    "Trace": "trace",
    "train": "training",
}
"""The module of every public name; it is imported when the name is first used."""

__all__ = [
    "Chain",
    "Data",
    "Display",
    "Factor",
    "FileReport",
    "GdtraceError",
    "Initial",
    "Iteration",
    "Layer",
    "Network",
    "Problem",
    "Program",
    "Report",
    "Step",
    "Trace",
    "Training",
    "Update",
    "__version__",
    "check",
    "check_file",
    "derive",
    "interpret",
    "load_problem",
    "problem",
    "to_toml",
    "train",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"gdtrace.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'gdtrace' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
