"""Judging one function: whether it can be called, what it returns, and whether that is right."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from gdtrace.grading.answers import Answers, Runner, ask
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.judging import Helpers, Judging, Origin
from gdtrace.grading.probes import Probe
from gdtrace.grading.report import NOT_RUN, PASSED, Finding, Report
from gdtrace.grading.sets import right_summary
from gdtrace.sandbox.claims import Loaded


def judge(
    exercise: Exercise,
    probes: Sequence[Probe],
    runner: Runner,
    function: str,
    origin: Origin,
    helpers: Helpers = tuple,
    answers: Answers | None = None,
) -> Report:
    """Judge one function of a submission.

    Parameters
    ----------
    exercise : Exercise
    probes : sequence of Probe
        Its sets of inputs.
    runner : Runner
        What runs the function.
    function : str
        Its name in the submission.
    origin : Origin
    helpers : callable
        Returns the submission's own functions that it calls and that are wrong: it is judged with
        them. Asked for only if the function is wrong.
    answers : Answers
        What the function returned, where it has been asked.
    """
    judging = Judging(
        exercise,
        tuple(probes),
        runner,
        function,
        origin,
        helpers,
        parameters(exercise, runner, function),
    )
    unfit = signature_fault(exercise, runner, function)
    if unfit is not None:
        return judging.stopped(unfit, "could not be called", NOT_RUN)
    answers = answers or ask(runner, function, probes)
    report = _judged(judging, answers)
    if report.status == PASSED or report.evidence is not None:
        return report
    from gdtrace.grading.evidence_taken import evidence

    return evolve(report, evidence=evidence(answers, judging.names))


def _judged(judging: Judging, answers: Answers) -> Report:
    if answers.failures:
        return _failed(judging, answers)
    cases, misfits = answers.read
    if misfits:
        from gdtrace.grading.failures import misfit_finding

        return judging.stopped(misfit_finding(misfits[0], answers, judging.function), "wrong")
    if answers.right:
        return _right(judging, answers)
    # Most of the grader, and needed for wrong functions only.
    from gdtrace.grading.wrong import wrong

    return wrong(judging, answers, cases)


def parameters(exercise: Exercise, runner: Runner, function: str) -> dict[str, str]:
    """Return the student's name for every argument of the exercise."""
    loaded = runner.loaded
    known = loaded.functions.get(function) if isinstance(loaded, Loaded) else None
    own = known.parameters if known is not None else ()
    names = list(exercise.arguments)
    return dict(zip(names, [*own, *names[len(own) :]], strict=False))


def signature_fault(exercise: Exercise, runner: Runner, function: str) -> Finding | None:
    """Say why a function cannot be called with the arguments of an exercise; None if it can."""
    loaded = runner.loaded
    known = loaded.functions.get(function) if isinstance(loaded, Loaded) else None
    if known is None or known.star:
        return None
    asked = len(exercise.arguments)
    if known.required <= asked <= len(known.parameters):
        return None
    has = f"{known.required} parameters" if known.required != 1 else "one parameter"
    where = f"{function} has {has}; it is called with {asked} arguments: {exercise.call}."
    return Finding(kind="signature", where=(where,))


def _failed(judging: Judging, answers: Answers) -> Report:
    from gdtrace.grading.failures import failure_finding

    failures = answers.failures
    total = sum(map(len, answers.results))
    found = failure_finding(failures, total, judging.function)
    if failures[0].type == "NotImplementedError":
        return judging.stopped(found, "not written yet")
    if failures[0].kind == "start":
        return evolve(judging.stopped(found, "the grader failed", "error"), score=None)
    return judging.stopped(found, "could not be run", NOT_RUN)


def _right(judging: Judging, answers: Answers) -> Report:
    notes: list[str] = []
    if any(each.mutated or each.aliased for each in answers.returned):
        from gdtrace.grading.changed import changed_notes

        notes = changed_notes(judging, judging.observed())
    return judging.report(
        status=PASSED,
        score=judging.exercise.points,
        verdict="right",
        summary=right_summary(judging.probes, judging.function),
        notes=notes,
    )
