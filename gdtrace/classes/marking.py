"""Marks what a class has handed in: every submission, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait

from attrs import evolve, frozen

from gdtrace.classes.assignment import Assignment
from gdtrace.classes.grader import Order, Reply, Request
from gdtrace.classes.graders import Submit
from gdtrace.classes.journal import Journal
from gdtrace.classes.work import Work, failed
from gdtrace.errors import GraderError
from gdtrace.grading.not_checked import what_failed
from gdtrace.grading.report_store import record, text
from gdtrace.intake.records import SourceFile

ATTEMPTS = 3
"""So often a submission is marked whose graders die."""

TICK = 0.2
"""So often, in seconds, a run looks whether it is to stop."""


class Stopped(Exception):
    """A run that was asked to stop; what is done is in its journal."""


@frozen(kw_only=True)
class Marking:
    """How submissions are marked.

    Parameters
    ----------
    assignment : Assignment
    order : Order
        The same for graders.
    submit : Submit
        Has a request marked.
    most : int
        So many requests are under way at a time.
    report : callable
        Told how many are done, and of how many.
    stopping : callable
        Whether to stop.
    """

    assignment: Assignment
    order: Order
    submit: Submit
    most: int
    report: Callable[[int, int], None]
    stopping: Callable[[], bool]


def mark_all(
    marking: Marking, journal: Journal, submissions: Mapping[str, Sequence[SourceFile]]
) -> dict[str, Work]:
    """Mark the sources of submissions, by their keys, and put the results into the journal.

    Returns
    -------
    dict of str to Work
        Those with a blank, which are not in the journal: another run tries them again.

    Raises
    ------
    Stopped
        If it was asked to stop.
    GraderError
        If the graders refuse to mark, or the journal cannot be written.
    """
    blank: dict[str, Work] = {}
    for number, (key, work) in enumerate(works(marking, submissions), start=1):
        if work.blank:
            blank[key] = work
        else:
            journal.add(key, work, submissions[key])
        marking.report(number, len(submissions))
    return blank


@frozen
class _Task:
    """A submission that is to be marked, and how often graders have died of it."""

    key: str
    request: str
    deaths: int = 0


def works(
    marking: Marking, submissions: Mapping[str, Sequence[SourceFile]]
) -> Iterator[tuple[str, Work]]:
    """Give the work on every submission as soon as it is there.

    Raises
    ------
    Stopped
        If it was asked to stop.
    GraderError
        If the graders refuse to mark anything.
    """
    tasks, again = _tasks(marking, submissions), list[_Task]()
    under_way: dict[Future[str], _Task] = {}
    while True:
        while len(under_way) < marking.most and (task := _next(tasks, again)) is not None:
            under_way[marking.submit(task.key, task.request)] = task
        if not under_way:
            return
        done, _ = wait(under_way, timeout=TICK, return_when=FIRST_COMPLETED)
        for future in done:
            task = under_way.pop(future)
            reply = _reply(future)
            if reply.died and task.deaths + 1 < ATTEMPTS:
                again.append(evolve(task, deaths=task.deaths + 1))
            else:
                yield task.key, _work(reply, marking.assignment)
        if marking.stopping():
            raise Stopped


def _tasks(marking: Marking, submissions: Mapping[str, Sequence[SourceFile]]) -> Iterator[_Task]:
    for key, files in submissions.items():
        yield _Task(key, text(Request(order=marking.order, files=tuple(files))))


def _next(tasks: Iterator[_Task], again: list[_Task]) -> _Task | None:
    return again.pop() if again else next(tasks, None)


def _work(reply: Reply, assignment: Assignment) -> Work:
    if reply.refused:
        raise GraderError(reply.refused)
    if reply.work is not None:
        return reply.work
    what = reply.failed or reply.died
    reports = tuple(failed(each, what) for each in assignment.exercises)
    return Work(reports=reports, trace=reply.trace or what)


def _reply(future: Future[str]) -> Reply:
    try:
        return record(future.result(), Reply)
    except CancelledError:
        raise GraderError("the graders have thrown the work away: add --resume") from None
    except TimeoutError as error:
        # It would take as long again.
        return Reply(failed=str(error))
    except Exception as error:
        # Whatever comes of a grader that is no more.
        return Reply(died=what_failed(error))
