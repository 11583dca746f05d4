"""Other runs: right formulas, but of another network, in another order or another number of times.

Nothing is free here either: such a run gives all the returned numbers or it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from gdtrace.calculus import ACTIVATIONS, apply, slope
from gdtrace.chains import per_unit
from gdtrace.engine.arrays import Array
from gdtrace.expr import Expr, Num, Ref, replaced
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Values
from gdtrace.grading.free import ALL, HIDDEN, OUTPUT, Free, whole
from gdtrace.grading.rewriting import Unchecked
from gdtrace.grading.right_values import right_values
from gdtrace.grading.tasks import Task
from gdtrace.steps import EXAMPLES, Key, Step

ONLINE = ("online", "online-cumulative")


@frozen(eq=False, repr=False)
class Run:
    """Another way to come to the numbers, and the values that are wrong in it."""

    keys: Callable[[Task], list[str]]
    rounds: Callable[[Case], list[Values] | None]
    layers: str = ""


@frozen(eq=False, repr=False)
class _Tried:
    """A run, and what it returns in each case: worked out once, and only if the cases before fit.

    It does not depend on what a function returned.
    """

    free: Free
    run: Run
    returned: list[Array | None] = field(factory=list)

    def fits(self, cases: Sequence[Case]) -> bool:
        """Say whether it returns the same numbers in all cases."""
        for place, case in enumerate(cases):
            if place == len(self.returned):
                rounds = self._rounds(case)
                self.returned.append(None if rounds is None else case.task.collected(rounds))
            returned = self.returned[place]
            if returned is None or not _same(returned, case):
                return False
        return True

    def numbers(self, case: Case) -> Array | None:
        """Return the wrong values, if all the others follow from them."""
        rounds = self._rounds(case)
        if rounds is None:
            return None
        numbers = self.free.start(case.task, rounds)
        program = right_values(case, self.free).program
        changes = self.free.changes(case.task, numbers)
        return numbers if _same(case.task.run(program, case.given, changes), case) else None

    def _rounds(self, case: Case) -> list[Values] | None:
        rounds = self.run.rounds(case)
        known = rounds is not None and all(key in rounds[0] for key, _ in self.free.patterns)
        return rounds if known else None


def explaining_runs(cases: Sequence[Case]) -> list[tuple[Free, list[Array]]]:
    """Return what is wrong and its numbers in each case, of the first run that gives them all."""
    if "runs" not in cases[0].rights:
        cases[0].rights["runs"] = [*_tried(cases)]
    tried: list[_Tried] = cases[0].rights["runs"]
    for each in tried:
        if each.fits(cases):
            numbers = [own for own in map(each.numbers, cases) if own is not None]
            if len(numbers) == len(cases):
                return [(each.free, numbers)]
    return []


def _same(returned: Array, case: Case) -> bool:
    return not differs(returned, case.returned, case.task.exercise.tolerance).any()


def _tried(cases: Sequence[Case]) -> Iterator[_Tried]:
    first = cases[0].task
    for run in _runs(cases):
        keys = run.keys(first)
        if keys:
            yield _Tried(evolve(whole(first, keys), alone=True, layers=run.layers), run)


def _runs(cases: Sequence[Case]) -> Iterator[Run]:
    task = cases[0].task
    depths = len({len(case.task.network.layers) for case in cases})
    for name, group in _groups(task, depths):
        yield from _other_networks(group, group, name if depths > 1 else "")
    most = max(len(case.task.network.layers) for case in cases)
    for layer in range(1, most) if depths > 1 else ():
        yield from _other_networks(_alone(layer), _one_of_several(layer), "")
    if not task.program.carry:
        return
    if any(case.task.sizes[EXAMPLES] > 1 for case in cases):
        for name in ONLINE:
            yield Run(_updated, _driven(name))
    if any(case.task.iterations > 1 for case in cases):
        yield Run(_updated, _for_iterations(-1))
        yield Run(_updated, _for_iterations(1))


Group = Callable[[Task], set[int]]
"""Some layers of a network, which may have more of them than the first one."""


def _groups(task: Task, depths: int) -> Iterator[tuple[str, Group]]:
    """Yield all layers, the hidden ones, the last one, and where depths differ each one."""
    last = len(task.network.layers)
    yield ALL, lambda task: {*range(1, len(task.network.layers) + 1)}
    if last > 1:
        yield HIDDEN, lambda task: {*range(1, len(task.network.layers))}
        yield OUTPUT, lambda task: {len(task.network.layers)}
    for layer in range(1, last + 1) if depths > 1 else ():
        yield "", _alone(layer)


def _alone(layer: int) -> Group:
    return lambda _: {layer}


def _one_of_several(layer: int) -> Group:
    """Return a hidden layer where there are others; a network with one hidden layer has none."""
    return lambda task: {layer} if max(layer, 2) < len(task.network.layers) else set()


def _updated(task: Task) -> list[str]:
    return [key for key in map(str, task.program.carry.values()) if key in task.program.by_key]


def _driven(name: str) -> Callable[[Case], list[Values] | None]:
    from gdtrace.grading.drivers import DRIVERS

    return lambda case: DRIVERS[name](case.task, case.task.program, case.given)


def _for_iterations(more: int) -> Callable[[Case], list[Values] | None]:
    """Run more iterations, or fewer; what is handed on last is in the place of the right."""

    def rounds(case: Case) -> list[Values] | None:
        task = evolve(case.task, iterations=case.task.iterations + more)
        if task.iterations < 1:
            return None
        found = task.rounds(case.task.program, case.given)
        if more > 0:
            return [*found[: case.task.iterations - 1], found[-1]]
        return [*found, found[-1]]

    return rounds


def _other_networks(named: Group, group: Group, layers: str) -> Iterator[Run]:
    """Yield networks in which some layers have another activation, or no bias.

    ``named`` are the layers that it is said of; ``group`` may have none of them in some networks.
    """

    def of(*roles: str) -> Callable[[Task], list[str]]:
        def keys(task: Task) -> list[str]:
            found = [f"{role}@{layer}" for layer in sorted(named(task)) for role in roles]
            return found if all(key in task.program.by_key for key in found) else []

        return keys

    for name in ACTIVATIONS:
        yield Run(of("Activ", "dActiv_dSOP"), _rewritten(group, _activated(name)), layers)
    yield Run(of("SOP", "new_b"), _rewritten(group, _without_bias), layers)


Rewriting = Callable[[Step], Expr]


def _activated(name: str) -> Rewriting:
    def change(step: Step) -> Expr:
        total = per_unit("SOP", step.key.layer)
        match step.key.role:
            case "Activ":
                return apply(name, total)
            case "dActiv_dSOP":
                return slope(name, total)
            case _:
                return step.expr

    return change


def _without_bias(step: Step) -> Expr:
    bias = f"b@{step.key.layer}"
    match step.key.role:
        case "SOP":
            return replaced(step.expr, lambda ref: Num(0) if ref.key == bias else ref)
        case "new_b":
            return Ref(bias, step.indices)
        case _:
            return step.expr


def _rewritten(group: Group, change: Rewriting) -> Callable[[Case], list[Values] | None]:
    def rounds(case: Case) -> list[Values] | None:
        program, layers = case.task.program, group(case.task)
        if not layers:
            return case.task.rounds(program, case.given)
        steps = [
            evolve(step, expr=change(step)) if Key(step.key).layer in layers else step
            for step in program.steps
        ]
        made: Mapping[str, tuple[str, ...]] = program.leaves
        read = {ref.key for step in steps for ref in step.reads}
        if steps == list(program.steps) or not read <= {*made, *program.by_key}:
            return None
        wrong = Unchecked(program.leaves, steps, program.carry, program.style)
        return case.task.rounds(wrong, case.given)

    return rounds
