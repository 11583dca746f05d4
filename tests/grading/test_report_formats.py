"""Formats that others read: each is read by something foreign, in every state of a report."""

import json

import pytest
from attrs import evolve
from foreign import (
    ENVIRONMENT,
    classroom50,
    github,
    gradescope,
    junit,
    points_of,
    strict_json,
    text_of,
)
from lxml import etree

from gdtrace.errors import OptionError, UnknownNameError
from gdtrace.grading.lines import Line
from gdtrace.grading.report import Check, FileReport, Finding, Report
from gdtrace.grading.report_classroom50 import whole
from gdtrace.grading.report_formats import NEEDS, RENDERERS, rendered
from gdtrace.grading.report_github import SUMMARY, outputs, summary
from gdtrace.grading.report_rows import rows

LONG = 100_000
ODD = {
    "plain": "g1 = predicted - target",
    "control": "a\x00b\x01\x08\x0b\x1f\x7f\x9b2J\ufffe",
    "xml": "]]> <b>&amp; <!-- -- <![CDATA[ x ]]>",
    "ansi": "\x1b[2J\x1b[31mred",
    "commands": "\n::error::owned\n::stop-commands::x\r\n::set-output name=score::100\n##[error]x",
    "percent": "100%25 %0A::error::x%0D",
    "emoji": "🎉 ∂E/∂W \u202e right",
    "surrogate": "\ud800 alone",
    "markup": "| *a* | `b` <script>alert(1)</script> @everyone",
    "formula": "=HYPERLINK(1)",
    "long": "y" * LONG,
}


def check(title, status, score, most, verdict="", **more):
    """Return a verdict on a part."""
    return Check(
        title=title, status=status, verdict=verdict or status, score=score, max_score=most, **more
    )


FOUND = Finding(
    kind="misconception",
    where=("This should be another.",),
    lines=(Line(26, ODD["plain"], "g1", "train_step"),),
    ids=("factor-2-missing",),
    symbol="g1",
    key="dError_dPredicted",
)
RIGHT = Report(
    exercise="update-weight",
    function="update_w",
    file="mine.py",
    sha256="ab" * 32,
    isolation="L1",
    status="passed",
    score=1.0,
    max_score=1.0,
    verdict="right",
    summary=("All numbers are right.",),
    sets="6 sets of inputs",
)
WRONG = evolve(
    RIGHT,
    exercise="train-step",
    function="train_step",
    status="failed",
    score=8.0,
    max_score=14.0,
    verdict="one wrong step",
    summary=(),
    checks=(
        check("forward pass", "passed", 2.0, 2.0, "right"),
        check("back: g1, g2", "failed", 0.0, 2.0, "FIRST WRONG STEP: g1", symbol="g1"),
        check("gradients of w3", "follows", 4.0, 4.0, "right with your g1"),
        check("gradients of w1", "same", 0.0, 2.0, "wrong in the same way"),
        check("gradients_of w1", "not_judged", 0.0, 2.0, "not judged: mend g1 first"),
        check("update", "follows", 2.0, 2.0, "right with your g1"),
    ),
    finding=FOUND,
    notes=("A note.",),
)
NOT_RUN = evolve(
    WRONG,
    status="not_run",
    score=0.0,
    verdict="could not be run",
    checks=(),
    finding=Finding(kind="exception", where=("Stops with an error: no.",)),
)
ERROR = evolve(
    NOT_RUN,
    status="error",
    score=None,
    verdict="the grader failed",
    finding=Finding(kind="error", where=("gdtrace failed with KeyError.",)),
)
REPORTS = {"passed": RIGHT, "failed": WRONG, "not_run": NOT_RUN, "error": ERROR}
FILE = FileReport(file="mine.py", sha256="ab" * 32, isolation="L1", sets="6 sets of inputs")
FILES = {
    "passed": evolve(FILE, reports=(RIGHT, evolve(RIGHT, exercise="error"))),
    "failed": evolve(FILE, reports=(RIGHT, WRONG), notes=("Lines 5 to 6 were stopped.",)),
    "partly run": evolve(FILE, reports=(RIGHT, NOT_RUN)),
    "error": evolve(FILE, reports=(RIGHT, ERROR, NOT_RUN)),
    "unreadable": evolve(FILE, failure=Finding(kind="unreadable", where=("Is not UTF-8.",))),
    "unreadable, of two": evolve(
        FILE,
        reports=(NOT_RUN, evolve(NOT_RUN, exercise="error")),
        failure=Finding(kind="syntax", where=("Python cannot read the file.",)),
    ),
    "broken": evolve(FILE, failure=Finding(kind="error", where=("gdtrace failed.",))),
}
ALL = [
    *(pytest.param(each, id=f"one-{name}") for name, each in REPORTS.items()),
    *(pytest.param(each, id=f"file-{name}") for name, each in FILES.items()),
]


def odd(report, text):
    """Return a report in which everything that a submission can say is a text."""
    found = report.finding
    found = found and evolve(
        found, where=(text,), lines=(Line(3, text, text, text),), look=text, ids=(text,)
    )
    checks = tuple(evolve(each, title=text, verdict=text) for each in report.checks)
    return evolve(
        report, file=text, function=text, verdict=text, checks=checks, finding=found, notes=(text,)
    )


@pytest.mark.parametrize("report", ALL)
def test_the_total_is_the_same_in_every_format(report):
    """One score and one maximum, whoever reads them; none in any if the grader failed."""
    score, most = report.score, report.max_score
    own = strict_json(text_of(report, "json"))
    assert (score, most) == (own["score"], own["max_score"])
    assert score == gradescope(report).get("score")
    assert most == sum(each["max_score"] for each in gradescope(report)["tests"])
    assert (score, most) == (classroom50(report)["score"], classroom50(report)["max-score"])
    assert (score, most) == points_of(junit(report))
    blank = "" if score is None else f"{score:g}"
    assert f"score={blank}\nmax-score={most:g}\n" in outputs(report)
    if most:
        stated = f"{'-' if score is None else f'{score:g}'} of {most:g} points"
        pages = [github(report)[1], text_of(report, "text"), text_of(report, "markdown")]
        assert [True] * 3 == [stated in page for page in pages]


@pytest.mark.parametrize("report", ALL)
def test_the_parts_add_up_to_the_total(report):
    """The tests of every format have the points that the whole has."""
    score = report.score
    for made, key in ((gradescope(report), "max_score"), (classroom50(report), "max-score")):
        scores = [each.get("score") for each in made["tests"]]
        assert score == (None if score is None else sum(scores))
        assert report.max_score == sum(each[key] for each in made["tests"])


@pytest.mark.parametrize("report", ALL)
def test_nothing_is_ever_skipped(report):
    """A part is passed or failed; neither readers nor students meet a third word."""
    for suite in junit(report):
        assert 0 == suite.skipped
    for form in RENDERERS:
        assert "<skipped" not in text_of(report, form)
    assert {"passed", "failed"} >= {each["status"] for each in gradescope(report)["tests"]}


def test_what_follows_a_mistake_is_passed_and_says_why():
    """Right with an earlier wrong value is passed; in the same way or not judged is failed."""
    found = [(row.status, row.score) for row in rows(WRONG)]
    passed, failed = "passed", "failed"
    assert [(passed, 2), (failed, 0), (passed, 4), (failed, 0), (failed, 0), (passed, 2)] == found
    tests = gradescope(WRONG)["tests"]
    assert tests[2]["output"].startswith("right with your g1, 4 of 4 points")
    assert tests[4]["output"].startswith("not judged: mend g1 first, 0 of 2 points")
    cases = [case for suite in junit(WRONG) for case in suite]
    assert "right with your g1" in cases[2].system_out
    assert "not judged" in cases[4].result[0].text
    assert [True, False, True, False, False, True] == [
        each["passed"] for each in classroom50(WRONG)["tests"]
    ]


def test_the_first_wrong_step_is_told_once_and_in_full():
    """What there is to read stands at the part that is wrong, in the body that GitLab shows."""
    (wrong,) = [row for row in rows(WRONG) if row.verdict.startswith("FIRST")]
    assert "line 26:  g1 = predicted - target" in wrong.text
    assert 1 == sum("This should be another." in row.text for row in rows(WRONG))
    cases = [case for suite in junit(WRONG) for case in suite]
    assert "This should be another." in cases[1].result[0].text
    assert "FIRST WRONG STEP: g1" == cases[1].result[0].message


@pytest.mark.parametrize("report", [NOT_RUN, FILES["unreadable, of two"], FILES["partly run"]])
def test_what_could_not_be_run_has_no_points_and_says_why(report):
    """An error in JUnit, failed elsewhere, 0 points, and the sentence is there."""
    assert any(suite.errors for suite in junit(report))
    assert 0 in [each["score"] for each in gradescope(report)["tests"]]
    for form in set(RENDERERS) - {"markdown"}:
        assert "Stops with an error" in text_of(report, form) or report.failure


@pytest.mark.parametrize("report", [ERROR, FILES["error"], FILES["broken"]])
def test_a_grader_that_failed_leaves_every_format_blank(report):
    """No score anywhere that a platform could add up, a sentence everywhere."""
    assert None in [row.score for row in rows(report)]
    assert "score" not in gradescope(report)
    assert "score" not in {key for each in gradescope(report)["tests"] for key in each}
    assert classroom50(report)["score"] is None
    for form in RENDERERS:
        assert "gdtrace failed" in text_of(report, form)
    assert (None, report.max_score) == points_of(junit(report))
    assert "\nscore=\n" in outputs(report)


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("form", RENDERERS)
def test_text_of_a_submission_stays_text(form, name):
    """Whatever a student writes, each format is still read, and no control character is in it."""
    reports = [odd(each, ODD[name]) for each in REPORTS.values()]
    file = evolve(FILE, file=ODD[name], notes=(ODD[name],), reports=tuple(reports))
    for report in (*reports, file, evolve(file, reports=(), failure=reports[2].finding)):
        text = text_of(report, form)
        assert all(sign.isprintable() for sign in text.replace("\n", ""))
        assert text.encode("utf-8")
        readers = {"junit": junit, "gradescope": gradescope, "classroom50": classroom50}
        readers |= {"json": lambda each: strict_json(text_of(each, "json")), "github": github}
        assert readers.get(form, lambda _: True)(report)


def test_a_submission_gives_github_no_commands():
    """Its text is inside one line, or between the tokens, whatever it looks like."""
    for name in ("commands", "percent"):
        annotations, page = github(odd(WRONG, ODD[name]))
        assert {"error"} == {kind for kind, _, _ in annotations}
        assert not [line for line in page.split("\n") if line.startswith("::")]


def test_annotations_name_the_place():
    """The first wrong step with its line comes first; escapes give the text back."""
    annotations, page = github(WRONG, folder="a,b/c: d%")
    kind, properties, message = annotations[0]
    assert "error" == kind
    expected = {"file": "a,b/c: d%/mine.py", "line": "26", "endLine": "26"}
    assert {**expected, "title": "train-step: back: g1, g2"} == properties
    assert message.startswith("FIRST WRONG STEP: g1, 0 of 2 points\n\nWhere    line 26:")
    assert 3 == len(annotations)
    assert "one wrong step" in page
    signs = "50%25 of it, %0A: %3A"
    found = github(evolve(WRONG, finding=evolve(FOUND, where=(signs,))))[0]
    assert signs in found[0][2]
    assert [] == github(RIGHT)[0]


def test_there_are_at_most_ten_annotations():
    """GitHub shows no more of a step; the page has the rest."""
    wrong = tuple(evolve(NOT_RUN, exercise=f"own-{n}") for n in range(30))
    annotations, page = github(evolve(FILE, reports=wrong))
    assert 10 == len(annotations)
    assert "own-29" in page


def test_the_summary_of_a_step_fits():
    """GitHub drops a summary of more than a mebibyte."""
    notes = tuple("x" * 1000 for _ in range(1100))
    long = summary(evolve(FILES["failed"], notes=notes))
    assert len(long.encode()) < SUMMARY
    assert long.startswith("mine.py: one wrong function, 9 of 15 points\n")
    assert summary(WRONG) == text_of(WRONG, "markdown")


def test_lines_stand_in_junit_only_if_asked_for():
    """File and line break strict schemas; some readers link them."""
    assert "line=" not in text_of(WRONG, "junit").replace("line 26", "")
    text = text_of(WRONG, "junit", lines=True, folder="a")
    cases = etree.fromstring(text.encode()).findall(".//testcase")
    assert [("a/mine.py", "1"), ("a/mine.py", "26")] == [
        (each.get("file"), each.get("line")) for each in cases[:2]
    ]


def test_names_differ_in_letters_and_digits():
    """Readers drop punctuation from names; even then no two test cases are one."""
    twice = tuple(check(title, "passed", 1.0, 1.0) for title in ("g1", "g_1", "∂", "δ", "g1 2"))
    names = [case.name for suite in junit(evolve(WRONG, checks=twice)) for case in suite]
    assert ["g1", "g_1 2", "∂", "δ 2", "g1 2 2"] == names


def test_gradescope_tells_instructors_what_students_do_not_see():
    """First wrong step, known mistake and seed; the output has no name of a mistake."""
    made = gradescope(evolve(WRONG, seed=7, hints=3))
    assert {
        "exercise": "train-step",
        "status": "failed",
        "first_wrong": "g1",
        "misconception": "factor-2-missing",
    } == made["extra_data"]["exercises"][0]
    assert (7, "L1") == (made["extra_data"]["seed"], made["extra_data"]["isolation"])
    assert "factor-2-missing" not in json.dumps([made["output"], made["tests"]])
    below = (gradescope(evolve(WRONG, hints=level)) for level in (0, 1, 2))
    assert not any("factor-2-missing" in json.dumps(each) for each in below)
    assert ["1.1", "1.2"] == [each["number"] for each in made["tests"]][:2]
    assert ["1", "2.1"] == [each["number"] for each in gradescope(FILES["failed"])["tests"]][:2]


@pytest.mark.parametrize("form", RENDERERS)
def test_what_a_level_hides_no_format_shows(form):
    """Names of mistakes and their ideas are on level 3 alone, but for what instructors see."""
    found = evolve(FOUND, compare="COMPARE", likely=("LIKELY.",), idea="IDEA", ids=())
    for hints, shown in ((0, ()), (1, ()), (2, ("COMPARE",)), (3, ("COMPARE", "LIKELY", "IDEA"))):
        text = text_of(evolve(WRONG, finding=found, hints=hints), form)
        seen = tuple(word for word in ("COMPARE", "LIKELY", "IDEA") if word in text)
        assert (() if form == "classroom50" else shown) == seen
        assert hints or "predicted - target" not in text
        assert hints or 'line="26' not in text.replace("line=26", 'line="26')


@pytest.mark.parametrize(
    ("values", "caps", "expected"),
    [
        ([7.5, 2, 0.5], None, [8, 2, 0]),
        ([7.5, 0, 0.5], [8, 2, 0], [8, 0, 0]),
        ([1 / 3] * 3, None, [1, 0, 0]),
        ([0.2, 0.3, 0.5], None, [0, 0, 1]),
        ([0.4], None, [0]),
        ([2, 3], None, [2, 3]),
        ([None, 2], [4, 2], [0, 2]),
        ([float("nan"), float("inf"), -0.0, 1], None, [0, 0, 0, 1]),
        ([], None, []),
    ],
)
def test_points_become_whole_numbers_by_largest_remainders(values, caps, expected):
    """The sum is the rounded sum, and no part gets more than there is."""
    assert expected == whole(values, caps)


def test_rounding_does_not_make_full_marks():
    """Of 9.6 of 10 points, 9 are left: 10 would say that all is right."""
    parts = (check("a", "passed", 9.6, 9.6), check("b", "failed", 0.0, 0.4))
    made = classroom50(evolve(WRONG, checks=parts, score=9.6, max_score=10.0))
    assert (9, 10) == (made["score"], made["max-score"])
    full = (check("a", "passed", 9.6, 9.6), check("b", "passed", 0.4, 0.4))
    made = classroom50(evolve(WRONG, checks=full, score=10.0, max_score=10.0))
    assert (10, 10) == (made["score"], made["max-score"])


@pytest.mark.parametrize("missing", ENVIRONMENT)
def test_classroom50_says_which_variable_is_missing(missing):
    """Nothing is made up: without its variable there is no result."""
    environment = {**ENVIRONMENT, missing: ""}
    with pytest.raises(OptionError, match=f"needs {missing} in the environment"):
        text_of(RIGHT, "classroom50", environment=environment)


def test_classroom50_knows_groups():
    """The kind of an assignment is individual unless the environment says group."""
    group = strict_json(
        text_of(RIGHT, "classroom50", environment={**ENVIRONMENT, "ASSIGNMENT_TYPE": "group"})
    )
    assert ("group", "individual") == (
        group["assignment_type"],
        classroom50(RIGHT)["assignment_type"],
    )
    with pytest.raises(OptionError, match="must be individual or group"):
        text_of(RIGHT, "classroom50", environment={**ENVIRONMENT, "ASSIGNMENT_TYPE": "pair"})


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.0, 1 / 3])
def test_odd_numbers_never_break_a_file(form, value):
    """Renderers never raise, and write neither NaN nor infinity where a number is read."""
    checks = (check("a", "passed", value, value), check("b", "failed", 0.0, value))
    text = text_of(evolve(WRONG, score=value, max_score=value, checks=checks), form)
    if form in ("json", "gradescope", "classroom50"):
        assert strict_json(text)


@pytest.mark.parametrize("form", RENDERERS)
def test_ascii_is_ascii_in_every_format(form):
    """With --ascii no other sign is left."""
    text = rendered(form, environment=ENVIRONMENT, now="")(odd(WRONG, ODD["emoji"]), True)
    assert text.isascii()


@pytest.mark.parametrize("form", RENDERERS)
def test_the_same_report_gives_the_same_text(form):
    """No clock and no random number of a renderer's own."""
    assert text_of(WRONG, form) == text_of(WRONG, form)


def test_an_unknown_format_is_answered_with_the_nearest():
    """One spelling error is one sentence."""
    with pytest.raises(UnknownNameError, match="did you mean junit"):
        rendered("junti")
    assert set(NEEDS) <= set(RENDERERS)
