"""Starters: the Python file that a student fills in."""

from gdtrace.grading.exercises import Exercise


def starter(exercise: Exercise) -> str:
    """Return the starter in the exercise's folder; where there is none, one made from its fields.

    >>> from gdtrace.grading.exercise_files import exercise
    >>> starter(exercise("update-weight")).splitlines()[5]
    'def update_w(w, grad, learning_rate):'
    """
    path = exercise.folder / "starter.py"
    return path.read_text(encoding="utf-8") if path.is_file() else _made(exercise)


def _made(exercise: Exercise) -> str:
    return (
        f"import numpy\n\n\ndef {exercise.call}:\n"
        f'    """{exercise.title}."""\n'
        f'    raise NotImplementedError("{exercise.function} is not written yet")\n'
    )
