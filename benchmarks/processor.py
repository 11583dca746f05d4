"""The processor: one core for everything, and what is said about it. Must not import numpy."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

THREADS = (
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
PACKAGES = ("gdtrace", "numpy", "numba", "torch", "jax", "jaxlib", "matplotlib")


def use_one_core() -> str:
    """Stay on one core, before numpy counts them for its BLAS; return what was done."""
    for name in THREADS:
        os.environ[name] = "1"
    if not hasattr(os, "sched_setaffinity"):
        return "one thread per library; this system cannot bind a process to a core"
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return f"bound to core {core}, one thread per library"


def every_core() -> None:
    """Give a process all cores of the machine again."""
    os.sched_setaffinity(0, range(os.cpu_count() or 1))


def model() -> str:
    """Return the name of the processor."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def versions() -> dict[str, str]:
    """Return the versions of Python and of every package that a contestant needs."""
    found = {"Python": f"{platform.python_version()} ({platform.python_implementation()})"}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def machine(cores: str) -> dict[str, str]:
    """Return what a reader must know to compare the figures."""
    return {
        "processor": model(),
        "cores": f"{os.cpu_count()} in the machine; {cores}",
        "system": f"{platform.system()} {platform.machine()}",
        **versions(),
    }
