"""Arguments that a function changed or handed back: no mistake by itself, and told all the same."""

from __future__ import annotations

from collections.abc import Sequence

from gdtrace.grading.answers import Answers
from gdtrace.grading.judging import Judging
from gdtrace.grading.wording import listed


def changed_notes(judging: Judging, observed: Answers) -> list[str]:
    """Return notes on what was changed or handed back, with the cells of a notebook."""
    notes = changed_arguments(observed, judging.names, judging.function)
    lines = changing_lines(observed, changed_names(observed, judging.names))
    cells = judging.origin.cells(lines)
    return [" ".join([notes[0], *cells]), *notes[1:]] if cells else notes


def changed_arguments(answers: Answers, names: Sequence[str], function: str) -> list[str]:
    """Return notes on arguments that the function has changed, or handed back as they are."""
    notes = []
    own = changed_names(answers, names)
    if own:
        lines = changing_lines(answers, own)
        if lines:
            word = "Lines" if len(lines) > 1 else "Line"
            verb = "change" if len(lines) > 1 else "changes"
            at = listed([str(each) for each in lines])
            start = f"{word} {at} also {verb} the {listed(own)}"
        else:
            start = f"{function} also changes the {listed(own)}"
        notes.append(f"{start} of whoever called {function}. No points lost.")
    handed_back = [name for name in handed_back_names(answers, names) if name not in own]
    if handed_back:
        notes.append(
            f"{function} returns the very array that it was given as {listed(handed_back)}: "
            "whoever changes one of the two changes the other. No points lost."
        )
    return notes


def handed_back_names(answers: Answers, names: Sequence[str]) -> list[str]:
    """Return the arguments that share their memory with what is returned."""
    places = {alias.argument for each in answers.returned for alias in each.aliased}
    return [names[place] for place in sorted(places) if place < len(names)]


def changed_names(answers: Answers, names: Sequence[str]) -> list[str]:
    """Return the student's names of the arguments that the function has changed."""
    changed = sorted({place for each in answers.returned for place in each.mutated})
    return [names[place] for place in changed if place < len(names)]


def changing_lines(answers: Answers, names: Sequence[str]) -> list[int]:
    """Return the lines that were seen to change arrays of these names."""
    return sorted(
        {
            seen.line
            for each in answers.returned
            for seen in each.seen
            if seen.inplace and seen.name in names
        }
    )
