"""What was seen of arrays with two names: evidence for weights that were updated too early."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy

from gdtrace.grading.answers import Answers
from gdtrace.grading.cases import Case
from gdtrace.grading.lines import as_numbers
from gdtrace.sandbox.claims import Seen


def alias_words(observed: Answers, cases: Sequence[Case], function: str) -> dict[str, str]:
    """Return the name of an array that changed while it was meant to keep old values, and where.

    Empty unless a second name for a changed array is read after the change.
    """
    first = next(iter(observed.returned), None)
    if first is None:
        return {}
    own = [seen for seen in first.seen if seen.function == function]
    changes = [seen for seen in own if seen.inplace]
    if not changes:
        return {}
    second = _second_name(own, changes, changes[0].line)
    if not second:
        return {}
    # Other arrays are written into as well, and a name may be given to an array again.
    lines = [seen.line for seen in changes if seen.name == second]
    begin, end = lines[0], max(lines)
    before = _last_line_before(own, begin, cases[0])
    return {"name": second, "before": f"line {before}", "after": f"line {end}"}


def _second_name(own: Sequence[Seen], changes: Sequence[Seen], begin: int) -> str:
    """Return a name that changed in place without being written to, and is read later on."""
    written = {
        name
        for seen in changes
        for name in re.findall(r"(\w+)\s*(?:\[[^]]*\]\s*)?(?:[-+*/]?=|\.\w+\()", seen.text)
    }
    later = [seen.text for seen in own if seen.line > begin]
    for name in dict.fromkeys(seen.name for seen in changes):
        read = any(re.search(rf"\b{re.escape(name)}\b", text) for text in later)
        if name not in written and read:
            return name
    return ""


def _last_line_before(own: Sequence[Seen], begin: int, case: Case) -> int:
    """Return the line that made the prediction, else the last one seen before the change."""
    output = f"Activ@{len(case.task.network.layers)}"
    made = case.task.rounds(case.task.program, case.given)[0]
    earlier = [seen for seen in own if seen.line < begin]
    if output in made:
        predicted = made[output][0]
        for seen in earlier:
            held = as_numbers(seen)
            if (
                held is not None
                and held.size == predicted.size
                and numpy.allclose(held.ravel(), predicted.ravel(), rtol=1e-9)
            ):
                return seen.line
    return earlier[-1].line if earlier else begin - 1
