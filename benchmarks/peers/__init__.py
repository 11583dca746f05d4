"""The contestants, a file each.

A file has

* ``NAME``, and what it ``RECORDS``;
* ``SCALABLE``: whether fewer iterations take proportionally less time, as in a plain loop;
* ``missing()``: why it cannot run here, or an empty text;
* ``make(problem, iterations)``: what is got ready beforehand, such as compiling; returns a run.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

TRACED = ("gdtrace_auto", "gdtrace_numba")
REQUIRED = ("tutorial_loop", "vectorised", "dict_loop")
PEERS = (
    *REQUIRED,
    "torch_eager",
    "jax_scan",
    "numba_loop",
    "c_kernel",
)


def contestant(name: str) -> ModuleType:
    """Return the file of a contestant; what it compares with is imported when it is made."""
    return import_module(f"benchmarks.peers.{name}")


def not_installed(package: str) -> str:
    """Return that a package is not installed, or nothing if it is."""
    return "" if find_spec(package) else "not installed"
