"""Reports as text: what a student reads. Nothing is computed here."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from gdtrace.grading.report import Check, FileReport, Finding, Report

WIDTH = 100
LABEL = 9
"""So many letters stand before the sentences of a block."""

MORE = {
    0: "To see where, add --hints 1",
    1: "To see what to compare, add --hints 2",
    2: "To see the likely mistake, add --hints 3",
}

ISOLATION = {
    "L0": "run in this session, so not for marks (isolation L0)",
}


def points(number: float | None) -> str:
    """Spell points, without decimals where there are none.

    >>> points(8.0), points(2.5), points(None)
    ('8', '2.5', '-')
    """
    return "-" if number is None else f"{number:.10g}"


def report_text(report: Report) -> str:
    """Return the page about one function."""
    title = (
        f"{report.exercise}: {report.verdict}, {points(report.score)} of "
        f"{points(report.max_score)} points"
    )
    blocks = [title, *_body(report)]
    return "\n\n".join([*blocks, _footer(report)]) + "\n"


def _body(report: Report) -> Iterator[str]:
    if report.summary:
        yield "\n".join(map(_filled, report.summary))
    if report.checks:
        yield _table(report.checks)
    if report.finding is not None and report.hints > 0:
        yield from finding_blocks(report.finding, report.hints)
    if report.finding is None or report.hints > 1:
        for note in report.notes:
            yield block("Note", [note])


def _footer(report: Report) -> str:
    lines = []
    if report.finding is not None:
        if report.finding.closing and report.hints > 2:
            lines.append(report.finding.closing)
        if report.hints in MORE and has_more(report.finding, report.hints):
            lines.append(MORE[report.hints])
    lines.append(origin(report))
    return "\n".join(lines)


def has_more(finding: Finding, hints: int) -> bool:
    """Say whether a higher level says more."""
    levels = [
        finding.where or finding.lines,
        finding.compare,
        finding.likely or finding.idea or finding.measured,
    ]
    return any(levels[hints:])


def origin(report: Report | FileReport) -> str:
    """Say what was run, on which inputs, and how."""
    kept = ISOLATION.get(
        report.isolation, f"run apart from the answers (isolation {report.isolation})"
    )
    sets = f"{report.sets} from seed {report.seed}, " if report.sets else ""
    return f"{report.file}, {sets}{kept}"


def finding_blocks(finding: Finding, hints: int) -> Iterator[str]:
    """Yield the blocks of a finding that a level shows."""
    yield where_block(finding)
    if finding.look and not finding.lines:
        yield block("Look", [finding.look])
    if hints >= 2 and finding.compare:
        yield block("Compare", [finding.compare])
    if finding.unknown:
        yield block("Likely", finding.unknown)
    elif hints >= 3 and finding.likely:
        yield block("Likely", finding.likely)
    if hints >= 3 and finding.measured:
        yield block("Measured", [finding.measured])
    if hints >= 3 and finding.idea:
        yield block("Idea", [finding.idea])


def where_block(finding: Finding, prefix: str = "") -> str:
    """Return the block that says where: lines of the submission, and what is wrong with them."""
    lines = [f"{prefix}line {line.number}:  {line.text}" for line in finding.lines]
    texts = [line for sentence in finding.where for line in _wrapped(sentence)]
    return _labelled("Where", [*lines, *texts])


def block(label: str, sentences: Sequence[str]) -> str:
    """Return sentences under a label; each begins a line, and so does a line break in it."""
    return _labelled(label, [line for each in sentences for line in _wrapped(each)])


def _labelled(label: str, lines: Sequence[str]) -> str:
    margins = [label.ljust(LABEL)] + [" " * LABEL] * (len(lines) - 1)
    return "\n".join(
        f"{margin}{line}".rstrip() for margin, line in zip(margins, lines, strict=True)
    )


def _wrapped(text: str) -> list[str]:
    found: list[str] = []
    for line in text.split("\n"):
        # Indented lines are code and stay as they are.
        code = line.startswith(" ")
        found += [line] if code else textwrap.wrap(line, WIDTH - LABEL) or [""]
    return found


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH)


def _table(checks: Sequence[Check]) -> str:
    from tabulate import tabulate

    rows = [
        [each.title, each.verdict, f"{points(each.score)} of {points(each.max_score)}"]
        for each in checks
    ]
    return tabulate(
        rows, headers=["step", "verdict", "points"], tablefmt="simple", disable_numparse=True
    ).replace(" \n", "\n")


def file_text(report: FileReport) -> str:
    """Return the page about a whole file."""
    if report.failure is not None:
        blocks = [f"{report.file}: could not be run"]
        blocks += finding_blocks(report.failure, max(report.hints, 1))
        return "\n\n".join([*blocks, origin(report)]) + "\n"
    blocks = [_file_title(report), _file_table(report)]
    wrong = [each for each in report.reports if each.finding is not None]
    if report.hints > 0:
        blocks += list(_findings(report, wrong))
    blocks += [block("Note", [note]) for note in report.notes]
    footer = [origin(report)]
    if wrong and report.hints in MORE and any(_has_more(each, report.hints) for each in wrong):
        footer.insert(0, MORE[report.hints])
    return "\n\n".join([*blocks, "\n".join(footer)]) + "\n"


def _has_more(report: Report, hints: int) -> bool:
    return report.finding is not None and has_more(report.finding, hints)


def _file_title(report: FileReport) -> str:
    wrong = sum(each.status != "passed" for each in report.reports)
    words = {0: "right", 1: "one wrong function"}.get(wrong, f"{wrong} wrong functions")
    return f"{report.file}: {words}, {points(report.score)} of {points(report.max_score)} points"


def _file_table(report: FileReport) -> str:
    from tabulate import tabulate

    rows = [
        [
            each.exercise,
            each.function,
            _in_table(each),
            f"{points(each.score)} of {points(each.max_score)}",
        ]
        for each in report.reports
    ]
    headers = ["exercise", "function", "verdict", "points"]
    return tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True)


def _in_table(report: Report) -> str:
    """Return the verdict on one function of a file; what is wrong catches the eye."""
    first = next((each.verdict for each in report.checks if each.status == "failed"), "")
    return first or ("WRONG" if report.verdict == "wrong" else report.verdict)


def _findings(report: FileReport, wrong: Sequence[Report]) -> Iterator[str]:
    for each in wrong:
        finding = each.finding
        if finding is None:
            continue
        shown = list(finding_blocks(finding, report.hints))
        named = f"{each.function}, " if finding.lines else ""
        shown[0] = where_block(finding, named)
        if not finding.lines and finding.where and each.function not in finding.where[0]:
            first = f"{each.function}: {finding.where[0]}"
            shown[0] = block("Where", [first, *finding.where[1:]])
        yield from shown
