"""Stands in for matplotlib: a submission may import it and call it; nothing is drawn.

Standard library and numpy only: this file runs beside a submission, before that is read.
"""

import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import numpy

NAMES = ("matplotlib", "mpl_toolkits")

COUNTS = {"hist": 3, "hist2d": 4}
"""How many things some functions return; what they are does not matter."""


class Nothing:
    """Whatever is asked of it, it does nothing and gives nothing."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        """Do nothing."""
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in COUNTS:
            return lambda *_, **__: (Nothing(),) * COUNTS[name]
        return subplots if name == "subplots" else self

    def __setattr__(self, name: str, value: Any) -> None:
        """Forget it."""

    def __getitem__(self, key: Any) -> Any:
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        """Forget it."""

    def __iter__(self) -> Iterator[Any]:
        # As in "line, = plot(x, y)".
        return iter([self])

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing."""


def subplots(nrows: int = 1, ncols: int = 1, *_: Any, **options: Any) -> tuple[Any, Any]:
    """Return a figure and its axes, in an array of the shape that matplotlib gives it."""
    axes = numpy.empty((nrows, ncols), dtype=object)
    axes.fill(Nothing())
    squeezed = axes.squeeze() if options.get("squeeze", True) else axes
    return Nothing(), squeezed if squeezed.ndim else squeezed.item()


class Plots(ModuleType):
    """A module in which every name does nothing."""

    def __getattr__(self, name: str) -> Any:
        return getattr(Nothing(), name)


class Finder:
    """Finds the modules of matplotlib, whatever they are called."""

    @classmethod
    def find_spec(
        cls, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Say how a module is made, if it is one of matplotlib."""
        if name.partition(".")[0] not in NAMES:
            return None
        # A package, so that more can be imported from it.
        return ModuleSpec(name, cls, is_package=True)  # type: ignore[arg-type]

    @staticmethod
    def create_module(spec: ModuleSpec) -> ModuleType:
        """Make a module."""
        return Plots(spec.name)

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        """Leave it empty."""


def install() -> None:
    """Let imports find the stand-in wherever they would not find matplotlib."""
    sys.meta_path.append(Finder)
