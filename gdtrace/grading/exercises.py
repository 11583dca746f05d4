"""Exercises: which values of a problem a student's function is given, and which it returns.

The records mirror ``exercise.toml`` and check themselves.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from attrs import field, fields, frozen

from gdtrace.fields import (
    all_of,
    as_numbers,
    as_tuple,
    checked,
    choice,
    field_faults,
    flag,
    is_a,
    list_of,
    positive,
    raise_faults,
)
from gdtrace.grading.exercise_rules import (
    ACCEPTS,
    Layout,
    arguments,
    as_counts,
    as_layout,
    counts,
    extremes,
    filled,
    fraction,
    layout,
    name,
    rates,
    sizes,
    steps,
    together_faults,
)


@frozen(kw_only=True)
class Origin:
    """Where the numbers of an exercise come from: a problem, in several sizes.

    >>> Origin(name="tutorial-3-2-1", sizes=[[3, 2, 1], [10, 2, 1]]).sizes
    ((3, 2, 1), (10, 2, 1))

    Parameters
    ----------
    name : str
        A problem that comes with gdtrace, or a problem file beside the exercise.
    sizes : sequence of sequences of int
        Inputs and units of every layer, for each kind of set of inputs. None: the problem's own.
    examples, iterations : int or tuple of int
        How many examples a set of inputs has, and how many iterations the function runs; the same
        for all sizes, or a number for each.
    """

    name: str = field(metadata=checked(filled))
    sizes: tuple[tuple[int, ...], ...] = field(
        default=(), converter=as_layout, metadata=checked(sizes)
    )
    examples: int | tuple[int, ...] = field(
        default=1, converter=as_counts, metadata=checked(counts)
    )
    iterations: int | tuple[int, ...] = field(
        default=1, converter=as_counts, metadata=checked(counts)
    )

    def __attrs_post_init__(self) -> None:
        raise_faults(field_faults(self, "problem."))

    def counts(self, place: int) -> tuple[int, int]:
        """Return the number of examples and of iterations for one of the sizes."""
        examples, iterations = (
            each[place % len(each)] if isinstance(each, tuple) else each
            for each in (self.examples, self.iterations)
        )
        return examples, iterations


@frozen(kw_only=True)
class Part:
    """One step of an exercise with points of its own.

    >>> Part(title="update: the new {w}", steps=["new_W@*"], points=2).steps
    ('new_W@*',)

    Parameters
    ----------
    title : str
        What the report calls it; ``{w}`` stands for the student's own name of the argument ``w``.
    steps : sequence of str
        Keys of the equations, with places (``delta@1[:,1]``) or of all layers (``SOP@*``).
    points : float
        What it is worth.
    """

    title: str = field(metadata=checked(filled))
    steps: tuple[str, ...] = field(converter=as_tuple, metadata=checked(steps))
    points: float = field(metadata=checked(positive))

    def __attrs_post_init__(self) -> None:
        raise_faults(field_faults(self, ""))


@frozen(kw_only=True)
class Exercise:
    """What a student's function is given, what it returns, and what that is worth.

    Parameters
    ----------
    id : str
        The name of its folder.
    title, track, function : str
        What it is about, the course it belongs to, and how the student's function is called.
    points : float
        The sum of the points of all parts.
    problem : Origin
        Where the numbers come from.
    arguments : mapping of str to layout
        What the function is given, in the order of the call.
    returns : layout
        What it returns: one value, a tuple in order, or values under names.
    accepts : tuple of str
        How values under names may come: ``tuple``, ``dict``, or ``first`` of a longer tuple.
    parts : tuple of Part
        In the order of the derivation; none: all points hang on the whole.
    tolerance : float
        How far a returned number may be off, as a part of the right one.
    equivalent_shapes : bool
        Whether (n,1) and (1,n) will do for (n,), and the like.
    elementwise : bool
        Whether the function takes numbers and arrays of any shape, and works number by number.
    extremes : mapping of str to tuple of float
        Numbers for single calls that must be right without a failure.
    conventions : tuple of str
        The ids of misconceptions that count as right here.
    learning_rates : tuple of float
        What ``learning_rate`` is in the sets of inputs.
    folder : Path
        Where its files are.
    """

    id: str = field(metadata=checked(filled))
    title: str = field(metadata=checked(filled))
    track: str = field(metadata=checked(filled))
    function: str = field(metadata=checked(name))
    points: float = field(metadata=checked(positive))
    problem: Origin = field(metadata=checked(is_a(Origin)))
    arguments: Mapping[str, Layout] = field(converter=as_layout, metadata=checked(arguments))
    returns: Layout = field(converter=as_layout, metadata=checked(layout))
    accepts: tuple[str, ...] = field(
        converter=as_tuple,
        metadata=checked(list_of(choice("way to return values", ACCEPTS), "names")),
    )
    parts: tuple[Part, ...] = field(default=(), converter=as_tuple, metadata=checked(all_of(Part)))
    tolerance: float = field(default=1e-9, metadata=checked(fraction))
    equivalent_shapes: bool = field(default=False, metadata=checked(flag))
    elementwise: bool = field(default=False, metadata=checked(flag))
    extremes: Mapping[str, tuple[float, ...]] = field(
        default=MappingProxyType({}), converter=as_layout, metadata=checked(extremes)
    )
    conventions: tuple[str, ...] = field(
        default=(), converter=as_tuple, metadata=checked(list_of(filled, "names"))
    )
    learning_rates: tuple[float, ...] = field(
        default=(0.05, 0.3, 0.7),
        converter=as_numbers,
        metadata=checked(rates),
    )
    folder: Path = field(default=Path(), metadata=checked(is_a(Path)))

    @accepts.default
    def _both_ways_for_names(self) -> tuple[str, ...]:
        return ("tuple", "dict") if isinstance(self.returns, Mapping) else ()

    def __attrs_post_init__(self) -> None:
        values = {attribute.name: getattr(self, attribute.name) for attribute in fields(Exercise)}
        raise_faults(field_faults(self, ""), together_faults(values))

    @property
    def call(self) -> str:
        """How the function is called, with the names of the exercise."""
        return f"{self.function}({', '.join(self.arguments)})"
