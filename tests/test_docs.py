import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from pages import PAGES, Block, agree, blocks, commands, enter, run, to_run, written

from gdtrace.classes.assignment import Assignment, parse_assignment
from gdtrace.errors import ProblemError
from gdtrace.grading.exercise_files import parse_exercise
from gdtrace.grading.exercises import Exercise
from gdtrace.problem_files import parse_problem
from gdtrace.problems import Problem

CONSOLES = [
    pytest.param(page, place, id=f"{page.stem}-{place + 1}")
    for page in PAGES
    for place in range(len(blocks(page, "console")))
]
FILES = [
    pytest.param(block, id=f"{page.stem}-{block.file}")
    for page in PAGES
    for block in blocks(page, "toml")
]
PAPERS = [
    pytest.param(page, block, id=f"{page.stem}-{block.file}")
    for page in PAGES
    for block in blocks(page, "latex")
]


@pytest.mark.parametrize(("page", "place"), CONSOLES)
def test_a_console_block_prints_what_the_page_shows(
    page: Path, place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command of a block prints what stands below it, and succeeds unless that is an error.

    The files that the page shows by name are in the directory where the commands are run, and the
    entries that it shows are in their tables.
    """
    monkeypatch.chdir(tmp_path)
    for block in blocks(page, "python"):
        enter(block, monkeypatch)
    files = [block for block in blocks(page, "python") if written(block)]
    for block in [*blocks(page, "toml"), *files]:
        Path(block.file).parent.mkdir(exist_ok=True)
        Path(block.file).write_text(block.text, encoding="utf-8")
    for command in commands(blocks(page, "console")[place]):
        line = to_run(command.line)
        if not line:
            continue
        result = run(line)
        printed = result.output.splitlines()
        assert agree(command.shown, printed), f"$ {line}\n{result.output}"
        assert _code(command.shown) == result.exit_code


def _code(shown: Sequence[str]) -> int:
    """Return the exit code that goes with what a page shows."""
    if any(line.startswith("Error: ") for line in shown):
        return 2
    if any(map(_WRONG.search, shown)):
        return 1
    return 3 if any("could not be run" in line for line in shown[:1]) else 0


_WRONG = re.compile(
    r"^\S+: (one wrong|wrong|not written yet)|^FAILED "
    r"|^ +\"status\": \"failed\"|<failure |^::error "
)
"""Of work that is wrong: the first line of its report, a line of pytest, or of another format."""


@pytest.mark.parametrize("block", FILES)
def test_a_toml_file_on_a_page_is_what_it_seems(block: Block) -> None:
    """Every toml block names its file: an exercise, an assignment, a problem, or it says wrong."""
    assert block.file.endswith(".toml")
    own = block.file.endswith("/exercise.toml")
    if block.note == "wrong":
        with pytest.raises(ProblemError, match="function" if own else "network"):
            _read(block)
    else:
        assert _read(block).title or not own


def _read(block: Block) -> Exercise | Problem | Assignment:
    if block.file.endswith("/exercise.toml"):
        return parse_exercise(block.text, id="mine", folder=Path())
    if "exercises = [" in block.text:
        return parse_assignment(block.text, folder=Path())
    return parse_problem(block.text)


@pytest.mark.parametrize(("page", "block"), PAPERS)
def test_a_document_of_latex_includes_what_the_page_writes(
    page: Path, block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of the page write every file that the document includes, and TeX takes it."""
    monkeypatch.chdir(tmp_path)
    lines = [command.line for each in blocks(page, "console") for command in commands(each)]
    for line in lines:
        if line.endswith(".tex"):
            run(line)
    for name in re.findall(r"\\input\{(.*?)\}", block.text):
        assert Path(f"{name}.tex").exists(), name
    if not shutil.which("pdflatex"):
        pytest.skip("no TeX is installed")
    Path(block.file).write_text(block.text, encoding="utf-8")
    call = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", block.file]
    done = subprocess.run(call, capture_output=True, encoding="utf-8", errors="replace")
    if re.search("File `.*' not found", done.stdout):
        pytest.skip("this TeX lacks a package")
    assert 0 == done.returncode, done.stdout[-2000:]


def test_the_pages_have_examples() -> None:
    """The patterns that find the blocks do find them."""
    assert len(CONSOLES) > 12
    assert len(FILES) > 3
    assert len(PAPERS) == 2


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (["a", "..."], ["a", "b", "c"], True),
        (["...", "c"], ["a", "b", "c"], True),
        (["a", "...", "b"], ["a", "b"], True),
        (["a", "...", "x"], ["a", "b"], False),
        (["1.0"], ["1x0"], False),
    ],
)
def test_only_three_dots_stand_for_other_lines(
    shown: list[str], printed: list[str], same: bool
) -> None:
    """Lines are compared to the last letter; a line of three dots stands for any lines."""
    assert same == agree(shown, printed)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A link to another file of the project names a file that exists, and a heading in it."""
    text = page.read_text(encoding="utf-8")
    for target, heading in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", text):
        file = page.parent / target if target else page
        assert file.exists(), target
        if heading:
            assert heading in _headings(file), f"{target}#{heading}"


def _headings(page: Path) -> list[str]:
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_can_be_read_in_a_narrow_window(page: Path) -> None:
    """A line of prose has at most 100 letters; tables and excerpts may be wider."""
    prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    wide = [line for line in prose.splitlines() if len(line) > 100 and not line.startswith("|")]
    assert [] == wide
