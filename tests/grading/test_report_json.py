import json

import pytest
from attrs import evolve

import gdtrace
from gdtrace.grading.lines import Line
from gdtrace.grading.report import Check, FileReport, Finding, Report
from gdtrace.grading.report_json import render

FOUND = Finding(
    kind="misconception",
    where=("WHERE.",),
    lines=(Line(26, "g1 = predicted - target", "g1", "train_step"),),
    look="LOOK",
    compare="COMPARE",
    likely=("TITLE.", "EXPLAINS."),
    ids=("the-id",),
    ambiguous_with=("other-id",),
    measured="MEASURED",
    idea="IDEA",
    closing="CLOSING",
    symbol="g1",
    key="dError_dPredicted",
)
REPORT = Report(
    exercise="train-step",
    function="train_step",
    file="train_step.py",
    sha256="ab" * 32,
    isolation="L1",
    status="failed",
    score=8.0,
    max_score=10.0,
    verdict="one wrong step",
    checks=(
        Check(title="forward", status="passed", verdict="right", score=7.5, max_score=7.5),
        Check(
            title="g1, g2",
            status="failed",
            verdict="FIRST WRONG STEP: g1",
            score=0.0,
            max_score=2.0,
            symbol="g1",
            key="dError_dPredicted",
        ),
        Check(title="update", status="follows", verdict="right with g1", score=0.5, max_score=0.5),
    ),
    finding=FOUND,
    notes=("NOTE",),
    sets="6 sets of inputs",
    hints=3,
)
SECRETS = ("TITLE", "the-id", "other-id", "EXPLAINS", "MEASURED", "IDEA", "CLOSING")


def made(report):
    """Return what JSON says of a report."""
    return json.loads(render(report))


def test_a_report_has_the_fields_of_its_schema():
    """All of gdtrace/report/v1, at the highest level."""
    assert {
        "schema": "gdtrace/report/v1",
        "gdtrace": gdtrace.__version__,
        "exercise": "train-step",
        "function": "train_step",
        "submission": {"name": "train_step.py", "sha256": "ab" * 32},
        "seed": 0,
        "isolation": "L1",
        "hints": 3,
        "status": "failed",
        "score": 8,
        "max_score": 10,
        "verdict": "one wrong step",
        "checks": [
            check(title="forward", status="passed", verdict="right", score=7.5, max_score=7.5),
            check(
                symbol="g1",
                key="dError_dPredicted",
                title="g1, g2",
                status="failed",
                verdict="FIRST WRONG STEP: g1",
                score=0,
                max_score=2,
                finding=0,
            ),
            check(
                title="update", status="follows", verdict="right with g1", score=0.5, max_score=0.5
            ),
        ],
        "findings": [
            {
                "kind": "misconception",
                "id": "the-id",
                "symbol": "g1",
                "key": "dError_dPredicted",
                "line": 26,
                "title": "TITLE.",
                "hint": ["WHERE.", "COMPARE", "TITLE.\nEXPLAINS.\nIDEA\nCLOSING"],
                "evidence": {
                    "lines": [{"line": 26, "text": "g1 = predicted - target"}],
                    "known": True,
                    "explains": ["EXPLAINS."],
                    "measured": "MEASURED",
                },
                "ambiguous_with": ["other-id"],
            }
        ],
        "summary": [],
        "notes": ["NOTE"],
        "sets": "6 sets of inputs",
    } == made(REPORT)


def check(**fields):
    """Return a check as JSON has it."""
    return {"symbol": None, "key": None, "finding": None, **fields}


@pytest.mark.parametrize("wrap", [lambda each: each, lambda each: whole(each)])
@pytest.mark.parametrize(
    ("hints", "hidden"),
    [
        (0, (*SECRETS, "WHERE", "predicted - target", "COMPARE", "NOTE", '"line"')),
        (1, (*SECRETS, "COMPARE", "NOTE")),
        (2, SECRETS),
        (3, ()),
    ],
)
def test_a_level_hides_what_it_hides_on_the_page(hints, hidden, wrap):
    """Below level 3 no id and no title; at level 1 no experiment; at level 0 nothing of it."""
    text = render(wrap(evolve(REPORT, hints=hints)))
    everything = (*SECRETS, "WHERE", "predicted - target", "COMPARE", "NOTE", '"line"')
    assert set(hidden) == {word for word in everything if word not in text}


def whole(report):
    """Return the report of a file with this one in it."""
    return FileReport(file="mine.py", hints=report.hints, reports=(report,))


def test_at_level_0_a_check_points_to_no_finding():
    """There is none to point to."""
    report = made(evolve(REPORT, hints=0))
    assert [] == report["findings"]
    assert [None] * 3 == [each["finding"] for each in report["checks"]]


def test_why_something_could_not_be_run_is_said_at_every_level():
    """It is no hint: without it there would be no visible sentence at all."""
    found = Finding(kind="syntax", where=("Python cannot read the file.",))
    for report in (
        evolve(REPORT, hints=0, status="not_run", finding=found),
        FileReport(file="mine.py", hints=0, failure=found),
    ):
        assert ["Python cannot read the file.", None, None] == made(report)["findings"][0]["hint"]


def test_a_file_report_has_the_reports_of_its_functions():
    """Its points are theirs together; its status is the worst."""
    right = evolve(REPORT, status="passed", score=10.0, finding=None, checks=(), verdict="right")
    report = made(FileReport(file="mine.py", isolation="L1", reports=(right, REPORT), notes=("N",)))
    assert report["schema"] == "gdtrace/file-report/v1"
    assert (18, 20, "failed") == (report["score"], report["max_score"], report["status"])
    assert ["gdtrace/report/v1"] * 2 == [each["schema"] for each in report["reports"]]
    assert {"name": "mine.py", "sha256": None} == report["submission"]
    assert (["N"], [], "L1") == (report["notes"], report["findings"], report["isolation"])


@pytest.mark.parametrize("score", [float("nan"), float("inf"), None])
def test_a_score_that_is_no_number_is_null(score):
    """JSON spells neither NaN nor infinity; a grader that failed gives no score."""
    assert made(evolve(REPORT, score=score))["score"] is None


@pytest.mark.parametrize("kind", ["start", "error"])
def test_a_file_that_the_grader_failed_with_has_no_score(kind):
    """Blank, never 0: it is not the student's fault."""
    report = made(FileReport(file="a.py", failure=Finding(kind=kind, where=("No process.",))))
    assert ("error", None) == (report["status"], report["score"])


def test_what_nobody_can_see_is_spelled_out():
    """Escapes, directions and line ends of a submission are visible, and lines stay whole."""
    found = evolve(FOUND, where=("a\x1b[31m\u202e\n\u2028",), idea="one\n  two\x07")
    hints = made(evolve(REPORT, finding=found))["findings"][0]["hint"]
    assert r"a\x1b[31m\u202e\n\u2028" == hints[0]
    assert "one\n  two\\x07" in hints[2]
