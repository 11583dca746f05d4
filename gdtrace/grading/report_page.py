"""The page about a report: titles, tables and blocks at the level of its hints, in no format.

What a level does not show is not on the page, so no format can show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from gdtrace.grading.report import ERROR, FAILED, NOT_RUN, PASSED, FileReport, Finding, Report
from gdtrace.grading.visible import cleaned

MORE = {
    0: "To see where",
    1: "To see what to compare",
    2: "To see the likely mistake",
}

SESSION = "L0"

ISOLATION = {
    "": "nothing was run",
    SESSION: "run in this session, so not for marks (isolation L0)",
}


@frozen(eq=False, repr=False)
class Code:
    """A line of the submission, and in words where it is."""

    where: str
    text: str


@frozen(eq=False, repr=False)
class Block:
    """Sentences with a label before them; a sentence may have lines of its own.

    ``ours`` says that every word is written here: then an indented line is one of code. Other
    texts name what students have called, and a name may begin with a blank.
    """

    label: str
    sentences: tuple[str, ...]
    code: tuple[Code, ...] = ()
    ours: bool = False


@frozen(kw_only=True, eq=False, repr=False)
class Page:
    """What is to be read about a report."""

    title: str
    summary: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    blocks: tuple[Block, ...] = ()
    footer: tuple[str, ...] = ()


def points(number: float | None) -> str:
    """Spell points, without decimals where there are none.

    >>> points(8.0), points(2.5), points(None)
    ('8', '2.5', '-')
    """
    return "-" if number is None else f"{number:.10g}"


def page(report: Report | FileReport) -> Page:
    """Return the page about one function, or about a whole file."""
    report = cleaned(report)
    return _function_page(report) if isinstance(report, Report) else _file_page(report)


def level(report: Report | FileReport) -> int:
    """Return how much is said. Why something could not be run is no hint, and is always said."""
    return max(report.hints, 1) if report.status in (NOT_RUN, ERROR) else report.hints


def shown_notes(report: Report) -> tuple[str, ...]:
    """Return what costs no points; beside a wrong step it would distract from level 1."""
    distracts = report.finding is not None and report.status == FAILED and report.hints < 2
    return () if distracts else report.notes


def finding_blocks(finding: Finding, hints: int, function: str = "") -> Iterator[Block]:
    """Yield the blocks of a finding that a level shows; of one function among others, named."""
    if hints < 1:
        return
    yield where_block(finding, function)
    if finding.look and not finding.lines:
        yield Block("Look", (finding.look,))
    if hints >= 2 and finding.compare:
        yield Block("Compare", (finding.compare,), ours=True)
    if finding.unknown:
        yield Block("Likely", finding.unknown)
    elif hints >= 3 and finding.likely:
        yield Block("Likely", finding.likely)
    if hints >= 3 and finding.measured:
        yield Block("Measured", (finding.measured,))
    if hints >= 3 and finding.idea:
        yield Block("Idea", (finding.idea,), ours=True)


def where_block(finding: Finding, function: str = "") -> Block:
    """Return the block that says where: lines of the submission, and what is wrong with them."""
    named = f"{function}, " if function else ""
    code = tuple(Code(f"{named}line {line.number}", line.text) for line in finding.lines)
    sentences = finding.where
    if function and not code and sentences and function not in sentences[0]:
        sentences = (f"{function}: {sentences[0]}", *sentences[1:])
    return Block("Where", sentences, code)


def _function_page(report: Report) -> Page:
    findings = [] if report.finding is None else [report.finding]
    blocks = [block for each in findings for block in finding_blocks(each, level(report))]
    blocks += [Block("Note", (note,)) for note in shown_notes(report)]
    return Page(
        title=_title(report.exercise, report.verdict, report),
        summary=report.summary,
        head=("step", "verdict", "points"),
        rows=tuple(
            (each.title, each.verdict, _of(each.score, each.max_score)) for each in report.checks
        ),
        blocks=tuple(blocks),
        footer=tuple(_footer(findings, report)),
    )


def _title(name: str, verdict: str, report: Report | FileReport) -> str:
    return f"{name}: {verdict}, {_of(report.score, report.max_score)} points"


def _of(score: float | None, most: float) -> str:
    return f"{points(score)} of {points(most)}"


def _footer(findings: Sequence[Finding], report: Report | FileReport) -> Iterator[str]:
    """Say what to do now, how to see more if a higher level says more, and what was run."""
    hints = level(report)
    if hints > 2:
        yield from dict.fromkeys(each.closing for each in findings if each.closing)
    more = [each for each in MORE if each >= hints and any(_says(one, each) for one in findings)]
    if more:
        # On the command line an option, in a session an argument.
        option = f"hints={more[0] + 1}" if report.isolation == SESSION else f"--hints {more[0] + 1}"
        yield f"{MORE[more[0]]}, add {option}"
    yield origin(report)


def _says(finding: Finding, hints: int) -> bool:
    """Say whether the level behind one says more than it."""
    levels = [
        finding.where or finding.lines,
        finding.compare,
        finding.likely or finding.idea or finding.measured,
    ]
    return bool(levels[hints])


def origin(report: Report | FileReport) -> str:
    """Say what was run, on which inputs, and how."""
    kept = ISOLATION.get(
        report.isolation, f"run apart from the answers (isolation {report.isolation})"
    )
    seed = "" if report.seed is None else f" from seed {report.seed}"
    sets = f"{report.sets}{seed}, " if report.sets else ""
    return f"{report.file}, {sets}{kept}"


def _file_page(report: FileReport) -> Page:
    if report.failure is not None:
        return _failed_page(report, report.failure)
    wrong = [(each, each.finding) for each in report.reports if each.finding is not None]
    blocks = [
        block
        for each, finding in wrong
        for block in finding_blocks(finding, max(report.hints, level(each)), _named(each, report))
    ]
    notes = [Block("Note", (note,)) for note in report.notes]
    return Page(
        title=_title(report.file, _count(report), report),
        head=("exercise", "function", "verdict", "points"),
        rows=tuple(map(_row, report.reports)),
        blocks=(*blocks, *notes),
        footer=tuple(_footer([finding for _, finding in wrong], report)),
    )


def _named(report: Report, whole: FileReport) -> str:
    """Return the function, and of a submission of several files the file."""
    alone = report.file in ("", whole.file) or len({each.file for each in whole.reports}) == 1
    return report.function if alone else f"{report.file}: {report.function}"


def _failed_page(report: FileReport, failure: Finding) -> Page:
    said = "the grader failed" if report.status == ERROR else "could not be run"
    said = "nothing to check" if failure.kind == "missing" else said
    # How many points there are is known where exercises were named.
    title = _title(report.file, said, report) if report.reports else f"{report.file}: {said}"
    notes = [Block("Note", (note,)) for note in report.notes]
    return Page(
        title=title,
        blocks=(*finding_blocks(failure, level(report)), *notes),
        footer=(origin(report),),
    )


def _count(report: FileReport) -> str:
    wrong = sum(each.status != PASSED for each in report.reports)
    return {0: "right", 1: "one wrong function"}.get(wrong, f"{wrong} wrong functions")


def _row(report: Report) -> tuple[str, ...]:
    """Return the verdict on one function of a file; what is wrong catches the eye."""
    first = next((each.verdict for each in report.checks if each.status == "failed"), "")
    verdict = first or ("WRONG" if report.verdict == "wrong" else report.verdict)
    return report.exercise, report.function, verdict, _of(report.score, report.max_score)
