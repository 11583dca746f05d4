"""Names of values: as short as in a chain (g1), and as what they are (∂Error/∂Predicted)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import evolve

from gdtrace.expr import Ref
from gdtrace.grading.free import Free, Pattern
from gdtrace.grading.tasks import Task
from gdtrace.grading.wording import few, listed
from gdtrace.steps import EXAMPLES, Key

ALONE = {
    "Activ": "the output of the activation for {}",
    "dActiv_dSOP": "the derivative of the activation at {}",
}
"""What a function is about that works out nothing else."""


def factor_number(task: Task, key: str) -> int:
    """Return the number of a factor in its chain; 0 for what is no factor."""
    role, layer, last = Key(key).role, Key(key).layer, len(task.network.layers)
    match role:
        case "dError_dPredicted":
            return 1
        case "dActiv_dSOP":
            return 2 + 2 * (last - layer)
        case "dSOP_dActiv" | "dSOP_dW":
            return 3 + 2 * (last - layer)
        case _:
            return 0


def short(task: Task, key: str) -> str:
    """Name a value as a table does: g1, SOP3, gradients, update."""
    number = factor_number(task, key)
    role = Key(key).role
    if number and task.names.notation.name in ("tutorial", "layered"):
        return f"g{number}"
    if role.startswith("grad_"):
        return "gradients"
    if role.startswith("new_"):
        return "update"
    if role == "learning_rate":
        return "learning rate"
    return listed(symbols(task, Free(((key, (None,) * len(task.program.indices(key))),))))


def symbols(task: Task, free: Free) -> list[str]:
    """Return the symbols of free values, each once."""
    refs = [ref for ref in free.refs(task) if _first_example(task, ref)]
    return list(dict.fromkeys(symbol_of(task, ref) for ref in refs))


def _first_example(task: Task, ref: Ref) -> bool:
    indices = indices_of(task, ref.key)
    return EXAMPLES not in indices or ref.indices[indices.index(EXAMPLES)] == 0


def indices_of(task: Task, key: str) -> tuple[str, ...]:
    """Return the index letters of a value of the task."""
    return task.program.indices(key)


def symbol_of(task: Task, ref: Ref) -> str:
    """Return the symbol of a value; where a derivative is an input, that of the input."""
    role = Key(ref.key).role
    if role == "dSOP_dW":
        source = task.program.by_key.get(ref.key)
        if source is not None and source.alias is not None:
            return task.names.symbol(task.program.resolve(ref))
    return task.names.symbol(ref)


def full(task: Task, free: Free, parameters: Mapping[str, str]) -> str:
    """Name free values by what they are, with the student's names for whole arguments.

    Parameters
    ----------
    parameters : mapping of str to str
        The student's name of every argument of the exercise.
    """
    roles = {Key(key).role for key, _ in free.patterns}
    arrays = listed(whole_arguments(task, free, parameters))
    if arrays and roles <= {"grad_W", "grad_b"}:
        return f"the gradients of {arrays}" + (" or their update" if free.scaled else "")
    if arrays and roles <= {"new_W", "new_b"}:
        return f"the new {arrays}"
    if len(task.program.steps) == 1 and roles <= {*ALONE}:
        name = next(iter(task.arguments))
        return ALONE[Key(free.key).role].format(parameters.get(name, name))
    if roles == {"learning_rate"}:
        return "the learning rate in the update"
    if roles == {"dSOP_dW"}:
        return f"what the gradient has from its own connection ({listed(few(symbols(task, free)))})"
    return listed(few(symbols(task, free)))


def whole_arguments(task: Task, free: Free, parameters: Mapping[str, str]) -> list[str]:
    """Return the student's names of the parameters whose values are all among the free ones."""
    refs = {
        Ref(ref.key.removeprefix("grad_").removeprefix("new_"), ref.indices)
        for ref in free.refs(task)
    }
    found, left = [], set(refs)
    for name, given in task.arguments.items():
        bindings = given if isinstance(given, list) else [given]
        places = {ref for each in bindings if not isinstance(each, str) for ref in each.refs}
        if places and places <= refs:
            found.append(parameters.get(name, name))
            left -= places
    return found if not left else []


def blamed(task: Task, free: Free, parameters: Mapping[str, str]) -> str:
    """Name a value among several that may be wrong: g1, or the learning rate in the update."""
    roles = {Key(each).role for each, _ in free.patterns}
    if roles & {"grad_W", "grad_b", "new_W", "new_b", "learning_rate"}:
        return full(task, free, parameters)
    by_key: dict[str, list[Pattern]] = {}
    for pattern in free.patterns_in(task):
        by_key.setdefault(pattern[0], []).append(pattern)
    factors = all(re.match(r"g\d", short(task, key)) for key in by_key)
    if not factors:
        return full(task, free, parameters)
    names = [
        f"{short(task, key)}{_units(task, evolve(free, patterns=tuple(patterns), layers=''))}"
        for key, patterns in by_key.items()
    ]
    return listed(list(dict.fromkeys(names)))


def _units(task: Task, free: Free) -> str:
    """Say of which neurons or weights a factor is, where there are several of that number."""
    key = free.key
    layer = Key(key).layer
    indices = task.program.indices(key)
    own = [index for index in indices if index != EXAMPLES]
    if not own or Key(key).role == "dError_dPredicted" or layer == 0:
        return ""
    if Key(key).role == "dSOP_dW":
        return "" if layer == 1 else f" of {listed(few(_weights(task, free)))}"
    place = 0 if Key(key).role == "dSOP_dActiv" else len(own) - 1
    index = own[place]
    if task.evaluation.size(index) == 1:
        return ""
    chosen = {int(ref.indices[indices.index(index)]) + 1 for ref in free.refs(task)}
    hidden = "hidden neuron" if len(task.network.layers) == 2 else "neuron"
    if len(chosen) == task.evaluation.size(index):
        return f" of {'both' if len(chosen) == 2 else 'all'} {hidden}s"
    plural = "s" if len(chosen) > 1 else ""
    return f" of {hidden}{plural} {listed([str(each) for each in sorted(chosen)])}"


def _weights(task: Task, free: Free) -> list[str]:
    """Return the weights whose gradients have a factor: a neuron's slope has the same number."""
    weight = f"W@{Key(free.key).layer}"
    into = range(task.evaluation.size(task.whole.indices(weight)[1]))
    place = task.program.indices(free.key).index(task.whole.indices(weight)[0])
    outputs = dict.fromkeys(ref.indices[place] for ref in free.refs(task))
    return [task.names.symbol(Ref(weight, (one, each))) for one in outputs for each in into]


def first_key(task: Task, free: Free) -> str:
    """Return the first of free values in a network, which may have more layers than the first."""
    return free.patterns_in(task)[0][0]
