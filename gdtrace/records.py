"""What a reader of a trace holds in hand: one iteration, its chains, its updates.

Records are made when somebody asks for them; the numbers stay in the trace's columns.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from attrs import field, frozen

from gdtrace.display import DisplaysItself
from gdtrace.errors import UnknownKeyError, unknown

Value = float | tuple[float, ...]
"""One number, or one for every example where there are several."""

Record = TypeVar("Record")


@frozen
class Factor:
    """One local derivative of a chain.

    ``symbol`` is its name, such as ``g3(W41)``; ``number`` counts from the error; ``derivative``
    says what it is the derivative of, such as ``∂SOP3/∂W41``.
    """

    symbol: str
    number: int
    derivative: str
    value: Value


@frozen
class Chain(DisplaysItself):
    """The way from the error to one parameter: factors whose product is the gradient.

    With several paths from the parameter to the error the gradient is the sum of their products;
    with several examples each factor has a value for every example, and the gradient is taken
    over all of them.
    """

    symbol: str
    paths: tuple[tuple[Factor, ...], ...]
    gradient: float

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors, g1 first; of all paths, one path after the other, if there are several."""
        return tuple(factor for path in self.paths for factor in path)


@frozen
class Update:
    """How one parameter moves: before - learning_rate*gradient = after."""

    symbol: str
    before: float
    gradient: float
    change: float
    after: float


class MadeOnAccess(Mapping[str, Record]):
    """A read-only mapping whose values are made when they are asked for."""

    __slots__ = ("_make", "_names")

    def __init__(self, names: tuple[str, ...], make: Callable[[str], Record]) -> None:
        self._names = dict.fromkeys(names)
        self._make = make

    def __getitem__(self, name: str) -> Record:
        if name not in self._names:
            raise UnknownKeyError(str(unknown("symbol", name, self._names)))
        return self._make(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[type, tuple[dict[str, Record]]]:
        # How a value is made cannot be stored; the values can.
        return dict, (dict(self),)


@frozen
class Iteration(DisplaysItself):
    """Every value of one iteration, from before its update unless it says otherwise.

    Parameters
    ----------
    index : int
        Counted from 0, like the tutorial's ``k``.
    values : mapping of symbol to number
        Forward and backward values; a tuple with one number per example if there are several.
    chains : mapping of parameter symbol to Chain
    updates : mapping of parameter symbol to Update
    warnings : tuple of str
        What a reader should know about these numbers.
    """

    index: int
    values: Mapping[str, Value] = field(repr=lambda values: repr(dict(values)))
    chains: Mapping[str, Chain] = field(repr=False)
    updates: Mapping[str, Update] = field(repr=False)
    warnings: tuple[str, ...] = ()
