"""Reports kept whole: as JSON with every level of hints, to be read back.

``report_json`` is what students get; this is what the grader keeps for itself.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from cattrs import Converter

    from gdtrace.grading.report import Report

Record = TypeVar("Record")


@cache
def converter() -> Converter:
    """Return what turns records of the grader into plain data, and back.

    Records are trusted to be whole: what is left out or added is a mistake of ours.
    """
    from attrs import resolve_types
    from cattrs import Converter

    from gdtrace.grading.evidence import Evidence
    from gdtrace.grading.lines import Line
    from gdtrace.grading.report import Finding, Report

    # A report of a right function is made without these modules.
    resolve_types(Finding, localns={"Line": Line})
    resolve_types(Report, localns={"Evidence": Evidence})
    made = Converter(forbid_extra_keys=True)
    # Numbers stay what they are: 2 and 2.0 are spelled alike on a page, but not in a report.
    made.register_structure_hook(float, lambda value, _: value)
    return made


def dumps(report: Report) -> str:
    """Return a report as JSON text with nothing left out; ``loads`` gives the same report."""
    return text(report)


def loads(stored: str) -> Report:
    """Return the report that ``dumps`` has written."""
    from gdtrace.grading.report import Report

    return record(stored, Report)


def text(value: object) -> str:
    """Return a record made of texts, numbers and other records as JSON text."""
    plain = converter().unstructure(value)
    return json.dumps(plain, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def record(stored: str, kind: type[Record]) -> Record:
    """Return the record of a kind that ``text`` has written."""
    return converter().structure(json.loads(stored), kind)
