"""Tasks: an exercise for a network of one size, as the part of the program that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy
from attrs import evolve, field, frozen

from gdtrace.calculus import LOSSES
from gdtrace.chains import per_unit
from gdtrace.derivation import derive
from gdtrace.engine.arrays import Array
from gdtrace.errors import ExerciseError, count, unknown
from gdtrace.expr import Call, Expr, Ref, rebuild, references
from gdtrace.grading.bindings import ITERATIONS, Binding, bound, chosen, layers_bound
from gdtrace.grading.constants import constants
from gdtrace.grading.evaluation import Change, Evaluation, Mask, Values
from gdtrace.grading.exercise_files import base_problem
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.returned import DICT, TUPLE, Form, Group, Value, values
from gdtrace.names import Names
from gdtrace.networks import Network
from gdtrace.notation import notation
from gdtrace.problems import Problem
from gdtrace.steps import EXAMPLES, Program, Step, letter

Changes = Callable[[int], Mapping[str, Change]]
"""What is changed in an iteration, by the keys of the values."""


def unchanged(_: int) -> Mapping[str, Change]:
    """Change nothing, in any iteration."""
    return {}


Given = Binding | list[Binding] | str
"""What an argument is: numbers, a list with numbers for each layer, or the word iterations."""


@frozen(eq=False, repr=False)
class Task:
    """An exercise for a network of one size.

    ``whole`` is the derivation of the whole iteration, from which all given values come;
    ``program`` the part from the given values to the returned ones.
    """

    exercise: Exercise
    network: Network
    names: Names
    whole: Program
    program: Program
    sizes: Mapping[str, int]
    iterations: int
    arguments: Mapping[str, Given]
    form: Form
    evaluation: Evaluation = field(init=False)
    masks: dict[Any, dict[str, Mask]] = field(factory=dict, init=False)
    counts: dict[Any, int] = field(factory=dict, init=False)
    spots: dict[Any, Any] = field(factory=dict, init=False)
    _chosen: dict[tuple[str, ...], list[Ref]] = field(factory=dict, init=False)
    terms: dict[Step, Any] = field(factory=dict, init=False)
    smaller: dict[str, Any] = field(factory=dict, init=False)
    _following: dict[str, frozenset[str]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "evaluation", Evaluation(self.sizes))

    @cached_property
    def returned(self) -> tuple[Value, ...]:
        """Every returned number or array, in its order."""
        return tuple(values(self.form))

    @cached_property
    def observed(self) -> tuple[tuple[int, Ref], ...]:
        """The iteration and the place of every returned number, in their order."""
        found = []
        for value in self.returned:
            rounds = range(self.iterations) if value.binding.each else [self.iterations - 1]
            found += [(round_, ref) for round_ in rounds for ref in value.binding.refs]
        return tuple(found)

    def run(
        self,
        program: Program,
        given: Mapping[str, Array],
        changes: Changes = unchanged,
    ) -> Array:
        """Return the numbers that a program gives: shape (sets, returned numbers)."""
        return self.collected(self.rounds(program, given, changes))

    def rounds(
        self,
        program: Program,
        given: Mapping[str, Array],
        changes: Changes = unchanged,
        *,
        most: int | None = None,
    ) -> list[Values]:
        """Return the values of every iteration of a program, or of the first ones only."""
        sets = len(next(iter(given.values())))
        start = dict(given)
        for key, value in constants(program, self.sizes).items():
            start[key] = numpy.broadcast_to(value, (sets, *numpy.shape(value)))
        found: list[Values] = []
        with numpy.errstate(all="ignore"):
            for iteration in range(most or self.iterations):
                made = self.evaluation.values(program, start, changes(iteration))
                found.append(made)
                start = {**start, **{old: made[new] for old, new in program.carry.items()}}
        return found

    def collected(self, rounds: list[Values]) -> Array:
        """Return the returned numbers out of the values of every iteration."""
        parts = []
        for value in self.returned:
            chosen_rounds = rounds if value.binding.each else rounds[-1:]
            for made in chosen_rounds:
                taken = value.binding.take(made)
                parts.append(taken.reshape(len(taken), -1))
        return numpy.concatenate(parts, axis=1)

    def places(self, patterns: Iterable[str]) -> list[Ref]:
        """Return the places of steps or leaves that a part of the exercise names."""
        wanted = tuple(patterns)
        if wanted not in self._chosen:
            self._chosen[wanted] = [
                ref for text in wanted for ref in chosen(text, self.program, self.sizes)
            ]
        return self._chosen[wanted]

    def following(self, key: str) -> frozenset[str]:
        """Return the keys of all values of the program that are worked out from one."""
        if key not in self._following:
            found = {key}
            for step in self.program.steps:
                # A slope may be worked out from the output, not from the sum.
                slope = step.key.role == "dActiv_dSOP" and f"Activ@{step.key.layer}" in found
                if slope or any(ref.key in found for ref in references(step.expr)):
                    found.add(str(step.key))
            self._following[key] = frozenset(found - {key})
        return self._following[key]

    def argument(self, given: Given, leaves: Mapping[str, Array], row: int) -> Any:
        """Return an argument for one set of inputs, as the function sees it."""
        if isinstance(given, str):
            return self.iterations
        if isinstance(given, list):
            return [self.argument(each, leaves, row) for each in given]
        taken = given.take(leaves)[row]
        return float(taken) if given.shape == () else numpy.array(taken, dtype=float)


def tasks(exercise: Exercise) -> list[Task]:
    """Return the exercise for every size of network that its sets of inputs have."""
    problem = base_problem(exercise)
    sizes = exercise.problem.sizes or [problem.network.sizes]
    return [
        task(exercise, problem, each, *exercise.problem.counts(place))
        for place, each in enumerate(sizes)
    ]


def task(
    exercise: Exercise, problem: Problem, sizes: Iterable[int], examples: int, iterations: int
) -> Task:
    """Return the exercise for a network of these sizes, with so many examples and iterations.

    Raises
    ------
    ExerciseError
        If arguments, returned values or steps are none of the program, one line per fault; or if
        something needed for a returned value is given by no argument.
    """
    network = resized(problem.network, tuple(sizes))
    training = problem.training
    whole = derive(
        network,
        style=problem.display.style,
        reduction=training.reduction,
        freeze=training.freeze,
    )
    names = Names(notation(problem.notation), network, whole, examples > 1)
    places = {letter(layer): size for layer, size in enumerate(network.sizes)}
    places[EXAMPLES] = examples
    faults: list[str] = []
    arguments = {}
    for name, text in exercise.arguments.items():
        with _field(f"arguments.{name}", faults):
            arguments[name] = _given(text, names, whole, places)
    with _field("returns", faults):
        form = _form("", exercise.returns, exercise.accepts, names, whole, places)
    for number, part in enumerate(exercise.parts):
        for step in part.steps:
            with _field(f"parts[{number}].steps", faults):
                _demand_place(step, whole, places)
    _demand_none(faults, exercise)
    given = {
        each.key
        for argument in arguments.values()
        if not isinstance(argument, str)
        for each in (argument if isinstance(argument, list) else [argument])
    }
    form = _over_iterations(form, iterations)
    asked = {value.binding.key for value in values(form)}
    computable = _computable(whole, network, given)
    with _field("returns", faults):
        program = between(computable, given, asked, iterations)
    _demand_none(faults, exercise)
    return Task(
        exercise=exercise,
        network=network,
        names=names,
        whole=whole,
        program=program,
        sizes=places,
        iterations=iterations,
        arguments=arguments,
        form=form,
    )


@contextmanager
def _field(name: str, faults: list[str]) -> Iterator[None]:
    """Add to the faults what is wrong with a field of the exercise."""
    try:
        yield
    except ExerciseError as error:
        faults.append(f"{name}: {error}")


def _demand_none(faults: Sequence[str], exercise: Exercise) -> None:
    if len(faults) > 1:
        raise ExerciseError("\n".join([f"{exercise.id}: {count(len(faults), 'fault')}", *faults]))
    if faults:
        raise ExerciseError(f"{exercise.id}: {faults[0]}")


def _demand_place(step: str, program: Program, sizes: Mapping[str, int]) -> None:
    if not list(chosen(step, program, sizes)):
        raise ExerciseError(str(unknown("step", step, [*program.by_key, *program.leaves])))


def resized(network: Network, sizes: tuple[int, ...]) -> Network:
    """Return a network of other sizes; hidden layers are as the first, the last as the last."""
    old = network.layers
    count = len(sizes) - 1
    kinds = [*old] if count == len(old) else [old[0]] * (count - 1) + [old[-1]]
    layers = tuple(evolve(kind, units=units) for kind, units in zip(kinds, sizes[1:], strict=True))
    return evolve(network, inputs=sizes[0], layers=layers)


def between(
    program: Program, given: Iterable[str], wanted: Iterable[str], iterations: int = 1
) -> Program:
    """Return the part of a program from given values, which become leaves, to wanted ones."""
    known = set(given)
    needed, steps = set(wanted), []
    if iterations > 1:
        needed |= {new for old, new in program.carry.items() if old in known}
    for step in reversed(program.steps):
        if step.key in needed and step.key not in known:
            steps.append(evolve(step, view=False))
            needed.update(ref.key for ref in references(step.expr))
    made = {step.key for step in steps}
    loose = sorted(needed - made - known)
    if loose:
        raise ExerciseError(f"what is returned needs {', '.join(loose)}, given by no argument")
    leaves = {key: program.indices(key) for key in known}
    carry = {old: new for old, new in program.carry.items() if new in made and old in known}
    return Program(leaves, steps[::-1], carry, program.style)


def _computable(program: Program, network: Network, given: set[str]) -> Program:
    """Write a loss of the sum with the prediction where that is what is given."""
    last = len(network.layers)
    loss = LOSSES[network.loss]
    total, output = per_unit("SOP", last), per_unit("Activ", last)
    if not loss.stable or total.key in given or output.key not in given:
        return program

    def textbook(expr: Expr) -> Expr:
        match expr:
            case Call("cross_entropy", (Ref(total.key), target)):
                return loss.error(output, target)
            case _:
                return rebuild(expr, textbook)

    steps = [evolve(step, expr=textbook(step.expr)) for step in program.steps]
    return evolve(program, steps=steps)


def _given(text: Any, names: Names, program: Program, sizes: Mapping[str, int]) -> Given:
    if isinstance(text, str):
        return text if text == ITERATIONS else bound(text, names, program, sizes)
    return [each for item in text for each in layers_bound(item, names, program, sizes)]


def _form(
    name: str,
    text: Any,
    accepts: tuple[str, ...],
    names: Names,
    program: Program,
    sizes: Mapping[str, int],
) -> Form:
    if isinstance(text, str):
        binding = bound(text, names, program, sizes)
        return Value(name, binding, binding.shape)
    if isinstance(text, Mapping):
        items = [_form(key, each, (), names, program, sizes) for key, each in text.items()]
        return Group(name, tuple(items), accepts or (TUPLE, DICT))
    found: list[Form] = []
    for item in text:
        if isinstance(item, str):
            bindings = layers_bound(item, names, program, sizes)
            found += [Value("", each, each.shape) for each in bindings]
        else:
            found.append(_form("", item, (), names, program, sizes))
    return Group(name, tuple(found), accepts or (TUPLE,))


def _over_iterations(form: Form, iterations: int) -> Form:
    if isinstance(form, Group):
        items = tuple(_over_iterations(item, iterations) for item in form.items)
        return evolve(form, items=items)
    return evolve(form, shape=(iterations, *form.shape)) if form.binding.each else form
