"""Failures: calls that gave no value, and values of a form that no exercise asks for."""

from __future__ import annotations

from collections.abc import Sequence

from gdtrace.grading.answers import Answers
from gdtrace.grading.lines import Line
from gdtrace.grading.report import Finding
from gdtrace.grading.returned import Misfit
from gdtrace.sandbox.claims import Failure, Opaque, Returned


def failure_finding(failures: Sequence[Failure], total: int, function: str) -> Finding:
    """Say why calls gave no value: the student's line and message, none of a library."""
    failure = failures[0]
    lines = () if failure.line is None else (Line(failure.line, failure.text),)
    part = "" if len(failures) == total else f" in {len(failures)} of {total} calls"
    if failure.type == "NotImplementedError":
        return Finding(kind="exception", where=(f"{function} is not written yet.",), lines=lines)
    match failure.kind:
        case "timeout":
            where = f"{function} did not come to an end{part}: {failure.message}."
        case "memory":
            where = f"{function} asked for more memory than there is{part}."
        case "crashed":
            where = f"{function} ended the whole process{part}: {failure.message}."
        case "missing":
            where = f"{function} is missing, or is no function."
        case "protocol":
            where = (
                f"{function} disturbs what runs it{part}: what it returns cannot be told from "
                "what it makes up."
            )
        case "syntax":
            why = failure.message or "it is nested too deeply"
            where = f"Python cannot read the file: {why}."
        case _:
            named = ": ".join(filter(None, (failure.type, failure.message)))
            where = f"{function} stops with an error{part}: {named.rstrip('.')}."
    return Finding(kind=failure.kind, where=(where.strip(),), lines=lines)


def misfit_finding(misfit: Misfit, answers: Answers, function: str) -> Finding:
    """Say which form was returned instead of the asked one."""
    first = next(iter(answers.returned))
    which = f" as {misfit.name}" if misfit.name else ""
    if misfit.given == "None":
        return _none_finding(first, function)
    value = first.value
    if isinstance(value, Opaque) and value.type in ("function", "builtin_function_or_method"):
        where = f"{function} returns a function, not the number that calling it gives."
        return Finding(kind="type", where=(where,))
    if isinstance(value, Opaque) and value.dtype == "object":
        where = (
            f"{function} returns an array whose elements are of type object, not numbers. This "
            "happens when lists of different lengths are put together in one array."
        )
        return Finding(kind="type", where=(where,))
    given = misfit.given
    if isinstance(value, Opaque):
        given = f"a value of type {value.type}" + (f" ({value.why})" if value.why else "")
    where = f"{function} returns {given}{which}. Asked for: {misfit.wanted}."
    return Finding(kind=misfit.kind, where=(where,))


def _none_finding(first: Returned, function: str) -> Finding:
    if first.prints and first.print_line is not None:
        where = f"{function} returns nothing (None). Line {first.print_line} prints; use return."
        return Finding(kind="type", where=(where,), named=(first.print_line,))
    where = (
        f"{function} returns nothing (None) for at least one set of inputs. Is a return missing?"
    )
    return Finding(kind="type", where=(where,))
