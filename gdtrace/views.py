"""Scalar views of a program: one equation at chosen indices, its sums written out.

``SOP1 = X1*W11 + X2*W21 + X3*W31`` is a view of ``SOP@1[n,j] = Sum_i X[n,i]*W@1[i,j]``. A view is
written for one of three readers, who differ only in what becomes of calls: ``formula`` (a person
reads it), ``operands`` (a person works it out), ``source`` (a machine runs it).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

from attrs import field, frozen

from gdtrace.calculus import rule, textbook
from gdtrace.expr import (
    Add,
    Call,
    Elided,
    Expr,
    Mean,
    Num,
    Ref,
    Sum,
    at,
    children,
    rebuild,
    references,
)
from gdtrace.steps import EXAMPLES, Key, Program

MOST_TERMS = 12
"""A longer sum is elided where a person reads it."""

ALL_TERMS = 200
"""A sum as long as this is written in full where it is asked for."""


@frozen
class Views:
    """The scalar views of a program for given sizes (how many places each index letter has)."""

    program: Program
    sizes: Mapping[str, int]
    most_terms: int | None = MOST_TERMS
    slope_by_output: bool = False
    _formulas: dict[Ref, Expr] = field(factory=dict, init=False, eq=False, repr=False)
    _operands: dict[Ref, Expr] = field(factory=dict, init=False, eq=False, repr=False)
    _sources: dict[Ref, Expr] = field(factory=dict, init=False, eq=False, repr=False)
    _vectorised: dict[str, Expr] = field(factory=dict, init=False, eq=False, repr=False)
    _named: dict[tuple[str, tuple[str, ...]], str] = field(init=False)

    @_named.default
    def _find_named(self) -> dict[tuple[str, tuple[str, ...]], str]:
        """Which step holds the value of a call, such as Activ@1 that of sigmoid(SOP@1)."""
        return {
            (step.expr.name, tuple(str(argument) for argument in step.expr.arguments)): step.key
            for step in self.program.steps
            if isinstance(step.expr, Call)
        }

    def formula(self, ref: Ref) -> Expr:
        """Write the equation as the lecture does: sigmoid(SOP3) and the mean left as they are.

        ``slope_by_output`` is for lectures that write the neuron's output for sigmoid(z).
        """
        if ref not in self._formulas:
            written = self._written(ref, _in_reading_order, self.most_terms, keep=EXAMPLES)
            formula = self._calls(ref, self._readable(written), named=self.slope_by_output)
            self._formulas[ref] = formula
        return self._formulas[ref]

    def operands(self, ref: Ref) -> Expr:
        """Write the equation over values that are known before it: sigmoid(SOP3) is Activ3."""
        if ref not in self._operands:
            written = self._written(ref, _in_reading_order, self.most_terms)
            self._operands[ref] = self._calls(ref, self._readable(written), named=True)
        return self._operands[ref]

    def source(self, ref: Ref) -> Expr:
        """Write the equation to be run: nothing elided, sums added up in numpy's order."""
        if ref not in self._sources:
            written = self._resolved(self._written(ref, _in_numpy_order, None))
            self._sources[ref] = self._calls(ref, written, named=True, compiled=True)
        return self._sources[ref]

    def of_example(self, ref: Ref, example: int) -> Expr:
        """Write what one example contributes to a value that is taken over the examples."""
        body = self.program.body(ref)
        while isinstance(body, Sum | Mean) and body.index == EXAMPLES:
            body = at(body.body, {EXAMPLES: example})
        return self._readable(body)

    def vectorised(self, key: str) -> Expr:
        """Write a whole equation to be run over arrays: its indices stay letters."""
        if key not in self._vectorised:
            ref = Ref(key, self.program.indices(key))
            resolved = self._resolved(self.program.body(ref))
            self._vectorised[key] = self._calls(ref, resolved, named=True, compiled=True)
        return self._vectorised[key]

    def _written(
        self,
        ref: Ref,
        add_up: Callable[[Sequence[Expr]], Expr],
        most: int | None,
        keep: str = "",
    ) -> Expr:
        def write(expr: Expr) -> Expr:
            if not isinstance(expr, Sum | Mean):
                return rebuild(expr, write)
            size = self.sizes[expr.index]
            if expr.index == keep and size > 1:
                return rebuild(expr, write)
            places = _shown_places(size, most)
            terms = [write(at(expr.body, {expr.index: place})) for place in places]
            if len(places) < size:
                terms.insert(-1, Elided(size - len(places)))
            total = add_up(terms)
            return total / Num(size) if isinstance(expr, Mean) and size > 1 else total

        return write(self.program.body(ref))

    def home(self, ref: Ref) -> Ref:
        """Follow other names to where the value is made: g3 to W41, one example's Cost to Error."""
        made = self.program.resolve(ref)
        step = self.program.by_key.get(made.key)
        if step is None or not isinstance(step.expr, Sum | Mean):
            return made
        body = self.program.body(made)
        while isinstance(body, Sum | Mean) and self.sizes[body.index] == 1:
            body = at(body.body, {body.index: 0})
        return self.home(body) if isinstance(body, Ref) else made

    def _readable(self, expr: Expr) -> Expr:
        """Follow other names, but leave a neuron's output its own, even if it is the sum itself."""
        if isinstance(expr, Ref):
            return expr if Key(expr.key).role == "Activ" else self.home(expr)
        return rebuild(expr, self._readable)

    def _resolved(self, expr: Expr) -> Expr:
        if isinstance(expr, Ref):
            return self.home(expr)
        return rebuild(expr, self._resolved)

    def _calls(self, ref: Ref, expr: Expr, *, named: bool, compiled: bool = False) -> Expr:
        def replace(part: Expr, *, inside: bool) -> Expr:
            if compiled and isinstance(part, Ref):
                return self._constant(part)
            if not isinstance(part, Call):
                return rebuild(part, lambda child: replace(child, inside=inside))
            value = self._value_of(part)
            if value is not None and value.key != ref.key:
                return value if named or inside else part
            if compiled and rule(part.name).python:
                return part
            expanded = textbook(part)
            if expanded == part:
                return rebuild(part, lambda child: replace(child, inside=inside))
            return rebuild(expanded, lambda child: replace(child, inside=True))

        return replace(expr, inside=False)

    def _constant(self, ref: Ref) -> Expr:
        """Return what to run for a value; a constant, which no engine keeps, is put in itself."""
        step = self.program.by_key.get(ref.key)
        return ref if step is None or any(references(step.expr)) else step.expr

    def _value_of(self, call: Call) -> Ref | None:
        """Return the step that holds the value of a scalar call, at the same place."""
        arguments = [argument for argument in call.arguments if isinstance(argument, Ref)]
        if len(arguments) != len(call.arguments):
            return None
        general = tuple(
            str(Ref(argument.key, self.program.indices(argument.key))) for argument in arguments
        )
        key = self._named.get((call.name, general))
        if key is None:
            return None
        places = {
            index: place
            for argument in arguments
            for index, place in zip(
                self.program.indices(argument.key), argument.indices, strict=True
            )
        }
        return Ref(key, tuple(places[index] for index in self.program.indices(key)))


def _shown_places(size: int, most: int | None) -> list[int]:
    if most is None or size <= most:
        return list(range(size))
    return [0, 1, size - 1]


def _in_reading_order(terms: Sequence[Expr]) -> Expr:
    return reduce(Add, terms)


def _in_numpy_order(terms: Sequence[Expr]) -> Expr:
    """Add up as numpy.sum does: from left to right, from eight terms on in eight lanes.

    A longer sum than 128 terms is halved first by numpy; then both agree to rounding only.
    """
    if len(terms) < 8:
        return reduce(Add, terms)
    whole = len(terms) - len(terms) % 8
    lanes = [reduce(Add, terms[lane:whole:8]) for lane in range(8)]
    pairs = [Add(lanes[lane], lanes[lane + 1]) for lane in range(0, 8, 2)]
    total = Add(Add(pairs[0], pairs[1]), Add(pairs[2], pairs[3]))
    return reduce(Add, terms[whole:], total)


def is_elided(expr: Expr) -> bool:
    """Say whether terms are left out of a view."""
    return isinstance(expr, Elided) or any(map(is_elided, children(expr)))
