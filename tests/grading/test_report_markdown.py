import re

import pytest
from attrs import evolve
from commands import run
from handing_in import archive
from test_report_json import FOUND, REPORT, SECRETS

from gdtrace.grading.lines import Line
from gdtrace.grading.report import FileReport, Finding
from gdtrace.grading.report_markdown import render
from gdtrace.grading.report_text import render as text
from gdtrace.render.markdown import words as words_of_markdown


def test_a_report_is_a_heading_a_table_and_blocks():
    """The words of the page, in its order; a line of the submission is code."""
    assert [
        "# train-step: one wrong step, 8 of 10 points",
        "",
        "| step | verdict | points |",
        "| --- | --- | --- |",
        "| forward | right | 7.5 of 7.5 |",
        "| g1, g2 | FIRST WRONG STEP: g1 | 0 of 2 |",
        "| update | right with g1 | 0.5 of 0.5 |",
        "",
        "**Where**",
        "",
        "- line 26: `g1 = predicted - target`",
        "",
        "WHERE.",
        "",
        "**Compare**",
        "",
        "COMPARE",
        "",
        "**Likely**",
        "",
        "TITLE.\\",
        "EXPLAINS.",
        "",
        "**Measured**",
        "",
        "MEASURED",
        "",
        "**Idea**",
        "",
        "IDEA",
        "",
        "**Note**",
        "",
        "NOTE",
        "",
        "CLOSING\\",
        "train\\_step.py, 6 sets of inputs from seed 0, run apart from the answers (isolation L1)",
    ] == render(REPORT).splitlines()


@pytest.mark.parametrize("hints", [0, 1, 2, 3])
@pytest.mark.parametrize("wrap", [False, True])
def test_it_says_what_the_page_says(hints, wrap):
    """Every word of the one is in the other, in the same order, at every level."""
    report = evolve(REPORT, hints=hints)
    report = FileReport(file="mine.py", hints=hints, reports=(report,)) if wrap else report
    assert words(text(report)) == words(render(report))
    assert (hints == 3) == all(secret in render(report) for secret in SECRETS if "id" not in secret)


def words(page):
    """Return the words of a page, without what lays them out."""
    return re.findall(r"\w+", re.sub(r"[-\\|*`#]", " ", page.replace("\\_", "_")))


def test_lines_of_code_in_an_idea_are_a_block_of_code():
    """They stay as they are; the sentence after them is a paragraph again."""
    found = evolve(FOUND, idea="Try:\n    a = 1\n    b = a\nNow *think*.")
    assert "Try:\n\n    a = 1\n    b = a\n\nNow \\*think\\*.\n" in render(
        evolve(REPORT, finding=found)
    )


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("x = 1  # `</code>`", "`` x = 1  # `</code>` ``"),
        ("``` x", "```` ``` x ````"),
        ("\x1b[31m", r"`\x1b[31m`"),
        ("a\n# heading", r"`a\n# heading`"),
    ],
)
def test_no_line_breaks_out_of_its_code(given, written):
    """The fence of a code span is longer than any in it, and there is one line."""
    found = evolve(FOUND, lines=(Line(1, given),))
    assert f"- line 1: {written}\n" in render(evolve(REPORT, finding=found))


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("[click](http://evil.example)", r"\[click\](http\://evil.example)"),
        ("see www.evil.example", r"see www\.evil.example"),
        ("@everyone a@b.example", r"\@everyone a\@b.example"),
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("![x](y) &amp; **b** ~~s~~ $x$", r"!\[x\](y) \&amp; \*\*b\*\* \~\~s\~\~ \$x\$"),
        ("one\n\n# two", r"one\\n\\n\# two"),
        (" <img src=x>.py: is no text", r"\<img src=x\>.py: is no text"),
        ("     [click](javascript:alert(1))", r"\[click\](javascript:alert(1))"),
    ],
)
def test_nothing_in_a_sentence_is_markup(given, written):
    """What a submission says in its error messages is shown, and is no link and no HTML."""
    found = Finding(kind="exception", where=(given,))
    assert f"**Where**\n\n{written}\n\n" in render(evolve(REPORT, finding=found))


@pytest.mark.parametrize("name", [" <img src=x onerror=alert(1)>.py", "  [a](javascript:b).py"])
def test_a_name_that_begins_with_a_blank_is_no_code(name, tmp_path, monkeypatch):
    """In a note, and where a file cannot be read; also in the summary of a step on GitHub."""
    shown = words_of_markdown(name.strip())
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    for content in ("x = 1\n", b"\xff"):
        data = archive(("mine.py", "def update_w(w, g, l):\n    return w\n"), (name, content))
        (tmp_path / "work.zip").write_bytes(data)
        for form in ("markdown", "github"):
            result = run("check", str(tmp_path / "work.zip"), "--format", form)
            made = result.stdout if form == "markdown" else (tmp_path / "summary.md").read_text()
            assert shown in made
            assert name.strip() not in made.replace(shown, "")


def test_nothing_in_a_table_is_markup():
    """Names of a submission stay in their cell."""
    checks = (evolve(REPORT.checks[0], title="of a|b <b>"),)
    assert r"| of a\|b \<b\> | right |" in render(evolve(REPORT, checks=checks))
