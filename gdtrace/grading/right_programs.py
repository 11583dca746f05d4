"""Right programs for exercises, written from the equations in several styles.

They show that a grader and its sandbox take for right what is right. Solutions by people do not
come with the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gdtrace.grading.bindings import Binding
from gdtrace.grading.constants import constants
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.program_source import HELPERS, STYLES, Places, source
from gdtrace.grading.returned import DICT, FIRST, TUPLE, Form, Group
from gdtrace.grading.tasks import Given, Task, tasks
from gdtrace.steps import Program

CHOICE = """\
def shapes(values):
    return [shapes(each) if isinstance(each, list) else numpy.shape(each) for each in values]


"""
"""Says for which of the sizes of an exercise a function is called."""


def right_programs(exercises: Sequence[Exercise]) -> Mapping[str, str]:
    """Return the source of a submission that is right in all exercises, for every style."""
    found = [tasks(each) for each in exercises]
    return {
        style: HELPERS
        + CHOICE
        + "\n\n".join(
            function(each, own, [task.program for task in own], each.function, style)
            for each, own in zip(exercises, found, strict=True)
        )
        for style in STYLES
    }


def function(
    exercise: Exercise, sizes: Sequence[Task], programs: Sequence[Program], name: str, style: str
) -> str:
    """Return the source of a function that computes what programs say, one for every size.

    It needs ``HELPERS`` and ``CHOICE`` before it.
    """
    parts = [
        _of_one_size(task, program, f"{name}_{number}", style)
        for number, (task, program) in enumerate(zip(sizes, programs, strict=True))
    ]
    if exercise.elementwise:
        return f"{parts[0]}\n\n{name} = numpy.vectorize({name}_0, otypes=[float])\n"
    by_shape = {
        repr([_shape(each) for each in task.arguments.values()]): f"{name}_{number}"
        for number, task in enumerate(sizes)
    }
    choice = ", ".join(f"{key!r}: {part}" for key, part in by_shape.items())
    body = f"def {name}(*values):\n    return {{{choice}}}[repr(shapes(values))](*values)\n"
    return "\n\n".join([*parts, body])


def _of_one_size(task: Task, program: Program, name: str, style: str) -> str:
    text = source(
        program,
        task.sizes,
        {key: _given(each) for key, each in task.arguments.items()},
        _returns(task.form, style),
        name,
        # Where no argument says how many.
        iterations=task.iterations if task.iterations > 1 else None,
        constants=constants(program, task.sizes),
        style=style,
    )
    return text.removeprefix(HELPERS)


def _shape(argument: Given) -> Any:
    if isinstance(argument, list):
        return [each.shape for each in argument]
    return () if isinstance(argument, str) else argument.shape


def _given(argument: Given) -> Any:
    if isinstance(argument, list):
        return [_places(each) for each in argument]
    return argument if isinstance(argument, str) else _places(argument)


def _places(binding: Binding) -> Places:
    refs = tuple((ref.key, tuple(map(int, ref.indices))) for ref in binding.refs)
    return Places(binding.shape, refs, each=binding.each)


def _returns(form: Form, style: str) -> Any:
    """Return what a function returns: names where it may, in every other style."""
    if not isinstance(form, Group):
        return _places(form.binding)
    named = DICT in form.accepts and style == "arrays"
    if TUPLE in form.accepts and not named:
        inside = tuple(_returns(item, style) for item in form.items)
        return (inside,) if FIRST in form.accepts else inside
    return {item.name: _returns(item, style) for item in form.items}
