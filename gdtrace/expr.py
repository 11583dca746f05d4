"""The expression tree of an equation, in index notation.

A node knows nothing of values, symbols or printing; those are interpretations of the tree.
``X[n,i]*W@1[i,j]`` is ``Mul(Ref("X", ("n", "i")), Ref("W@1", ("i", "j")))``. An index is a letter
(it runs over a dimension) or a number (one place in it, counted from 0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from attrs import frozen

Index = str | int


class Expr:
    """A node; the operators build larger ones, so that rules read like mathematics."""

    __slots__ = ()

    def __add__(self, other: Expr) -> Add:
        return Add(self, other)

    def __sub__(self, other: Expr) -> Sub:
        return Sub(self, other)

    def __mul__(self, other: Expr) -> Mul:
        return Mul(self, other)

    def __truediv__(self, other: Expr) -> Div:
        return Div(self, other)

    def __pow__(self, other: Expr) -> Pow:
        return Pow(self, other)

    def __neg__(self) -> Neg:
        return Neg(self)


@frozen
class Num(Expr):
    """A constant of the formula, such as the 2 of the power rule."""

    value: float


@frozen
class Ref(Expr):
    """The value of another equation, or of given data, at some indices."""

    key: str
    indices: tuple[Index, ...] = ()


@frozen
class Neg(Expr):
    """The operand with the other sign."""

    body: Expr


@frozen
class Binary(Expr):
    """Two operands, in their order."""

    left: Expr
    right: Expr


class Add(Binary):
    """left + right."""

    __slots__ = ()


class Sub(Binary):
    """left - right."""

    __slots__ = ()


class Mul(Binary):
    """left * right."""

    __slots__ = ()


class Div(Binary):
    """left / right."""

    __slots__ = ()


class Pow(Binary):
    """left ** right."""

    __slots__ = ()


@frozen
class Call(Expr):
    """A primitive of the calculus table applied to its arguments."""

    name: str
    arguments: tuple[Expr, ...]


@frozen
class Reduction(Expr):
    """The body taken together over all places of one index."""

    index: str
    body: Expr


class Sum(Reduction):
    """The sum over an index."""

    __slots__ = ()


class Mean(Reduction):
    """The mean over an index."""

    __slots__ = ()


@frozen
class Written(Expr):
    """A finished symbol or number, in a view made for reading.

    ``text`` is how plain text has it. For typesetting a symbol has a ``base`` with what stands
    ``below`` and ``above`` it, and a derivative has two symbols, ``top`` and ``bottom``; where
    it cannot be misread it stands in a product as a ``whole``, without parentheses.
    """

    text: str
    base: str = ""
    below: str = ""
    above: str = ""
    top: Written | None = None
    bottom: Written | None = None
    whole: bool = False


@frozen
class Elided(Expr):
    """The dots that stand for terms left out of a long sum, in a view made for reading."""

    terms: int


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the operands of a node, from left to right."""
    match expr:
        case Binary(left, right):
            return (left, right)
        case Neg(body) | Reduction(_, body):
            return (body,)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def has_call(expr: Expr) -> bool:
    """Say whether a function is called anywhere in an expression."""
    return isinstance(expr, Call) or any(map(has_call, children(expr)))


def rebuild(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Return the same node over changed operands."""
    match expr:
        case Binary(left, right):
            return type(expr)(change(left), change(right))
        case Neg(body):
            return Neg(change(body))
        case Reduction(index, body):
            return type(expr)(index, change(body))
        case Call(name, arguments):
            return Call(name, tuple(change(argument) for argument in arguments))
        case _:
            return expr


def replaced(expr: Expr, by: Callable[[Ref], Expr]) -> Expr:
    """Return the tree with every reference replaced."""
    if isinstance(expr, Ref):
        return by(expr)
    return rebuild(expr, lambda child: replaced(child, by))


def place(ref: Ref) -> tuple[int | slice, ...]:
    """Return where a value lies in its array; an index that is a letter is left whole.

    >>> place(Ref("SOP@1", ("n", 1)))
    (slice(None, None, None), 1)
    """
    return tuple(index if isinstance(index, int) else slice(None) for index in ref.indices)


def references(expr: Expr) -> Iterator[Ref]:
    """Yield every reference in the tree, in reading order, repeats included."""
    if isinstance(expr, Ref):
        yield expr
    for child in children(expr):
        yield from references(child)


def free_indices(expr: Expr) -> frozenset[str]:
    """Return the index letters that no Sum or Mean of the tree runs over.

    >>> sorted(free_indices(Sum("i", Ref("X", ("n", "i")) * Ref("W@1", ("i", "j")))))
    ['j', 'n']
    """
    if isinstance(expr, Ref):
        return frozenset(index for index in expr.indices if isinstance(index, str))
    inside = frozenset[str]().union(*map(free_indices, children(expr)))
    return inside - {expr.index} if isinstance(expr, Reduction) else inside


def at(expr: Expr, places: Mapping[str, Index]) -> Expr:
    """Return the tree with some index letters replaced: by other letters, or by places.

    >>> at(Ref("W@1", ("i", "j")), {"i": 2})
    Ref(key='W@1', indices=(2, 'j'))
    """
    if isinstance(expr, Ref):
        return Ref(expr.key, tuple(_place(index, places) for index in expr.indices))
    return rebuild(expr, lambda child: at(child, places))


def _place(index: Index, places: Mapping[str, Index]) -> Index:
    return places.get(index, index) if isinstance(index, str) else index
