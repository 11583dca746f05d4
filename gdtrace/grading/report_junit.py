"""Reports as JUnit XML, for GitLab, Jenkins and whatever else shows test results.

A suite for each function, a test case for each part; the points are properties of the suite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from gdtrace._version import __version__
from gdtrace.grading.report import ERROR, FAILED, NOT_RUN, FileReport, Report
from gdtrace.grading.report_page import points
from gdtrace.grading.report_rows import Row, path_of, remarks, rows
from gdtrace.grading.visible import cleaned

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML has no spelling for."""

TIME = "0"
"""How long a test took is not told: the same submission gives the same file."""

OUTCOMES = {FAILED: "failure", NOT_RUN: "error", ERROR: "error"}
"""The element that says why a test case is not passed."""


def render(report: Report | FileReport, *, folder: str = "", lines: bool = False) -> str:
    """Return a report as JUnit XML.

    Parameters
    ----------
    report : Report or FileReport
    folder : str
        Where the submission is; only used with ``lines``.
    lines : bool
        Whether a test case says in which file and line it failed. Strict schemas forbid that.
    """
    from xml.etree.ElementTree import Element, indent, tostring

    report = cleaned(report)
    every = rows(report)
    root = Element("testsuites", {"name": "gdtrace", **_counts(every)})
    name = _namer()
    for place, (exercise, own) in enumerate(groupby(every, lambda row: row.exercise)):
        suite = _suite(report, exercise, list(own), name, folder if lines else None)
        root.append(suite)
        if place == 0:
            _child(suite, "system-out", remarks(report))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(
    report: Report | FileReport,
    exercise: str,
    own: Sequence[Row],
    name: Callable[[str, str], str],
    folder: str | None,
) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    name_of_suite = _clean(exercise or own[0].title)
    suite = Element("testsuite", {"name": name_of_suite, **_counts(own), "skipped": "0"})
    properties = SubElement(suite, "properties")
    for key, value in _properties(report, own):
        SubElement(properties, "property", {"name": key, "value": _clean(value)})
    suite.extend([_case(row, name, folder) for row in own])
    return suite


def _properties(report: Report | FileReport, own: Sequence[Row]) -> Iterator[tuple[str, str]]:
    scores = [row.score for row in own]
    if None not in scores and report.score is not None:
        yield "score", points(sum(each for each in scores if each is not None))
    yield "max_score", points(sum(row.max_score for row in own))
    yield "submission", report.file
    yield "sha256", report.sha256
    yield "seed", "" if report.seed is None else str(report.seed)
    yield "isolation", report.isolation
    yield "gdtrace", __version__


def _case(row: Row, name: Callable[[str, str], str], folder: str | None) -> Element:
    from xml.etree.ElementTree import Element

    group = f"gdtrace.{row.exercise or 'file'}"
    attributes = {"classname": _clean(group), "name": name(group, _clean(row.title)), "time": TIME}
    if folder is not None:
        attributes |= {"file": _clean(path_of(row, folder)), "line": str(row.line or 1)}
    case = Element("testcase", attributes)
    outcome = OUTCOMES.get(row.status)
    if outcome is None:
        _child(case, "system-out", row.text)
        return case
    # GitLab shows what is inside the element, Jenkins its message as well.
    found = _child(case, outcome, row.text)
    found.attrib.update(message=_clean(row.verdict), type=row.status)
    return case


def _child(parent: Element, tag: str, text: str) -> Element:
    from xml.etree.ElementTree import SubElement

    child = SubElement(parent, tag)
    child.text = _clean(text)
    return child


def _namer() -> Callable[[str, str], str]:
    """Return what makes names of test cases that differ in letters and digits alone."""
    taken: set[str] = set()

    def name(group: str, title: str) -> str:
        wanted, place = title, 1
        while _key(group + wanted) in taken:
            place += 1
            wanted = f"{title} {place}"
        taken.add(_key(group + wanted))
        return wanted

    return name


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _counts(own: Sequence[Row]) -> dict[str, str]:
    found = [OUTCOMES.get(row.status) for row in own]
    return {
        "tests": str(len(own)),
        "errors": str(found.count("error")),
        "failures": str(found.count("failure")),
        "time": TIME,
    }


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
