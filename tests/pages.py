"""Reads the examples out of the pages of README.md and docs/, and says what a command prints."""

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen
from click.testing import CliRunner, Result

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

SET_UP = {
    "python -m pip install .",
    "python -m pip install -e '.[test]'",
    "python -m pip install '.[plot]'",
    "python -m pytest",
}
"""Commands that a page may show and a test cannot run."""

_FENCE = re.compile(r"^```(\S+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@frozen
class Block:
    """One fenced block of a page; ``kind`` is the language, ``note`` what stands behind it."""

    kind: str
    note: str
    text: str

    @property
    def file(self) -> str:
        """The name of the file that the block shows, from its first line: ``# mine.toml``."""
        found = re.match(r"# (\S+\.\w+)\n", self.text)
        return found[1] if found else ""


@frozen
class Command:
    """A command line and the lines that the page shows below it."""

    line: str
    shown: tuple[str, ...]


def blocks(page: Path, kind: str) -> list[Block]:
    """Return the fenced blocks of a page that are in a language."""
    found = _FENCE.findall(page.read_text(encoding="utf-8"))
    return [Block(name, note.strip(), text) for name, note, text in found if name == kind]


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a console block, each with the output that the page shows."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, *shown = part.rstrip("\n").split("\n")
        yield Command(line, tuple(shown))


def to_run(line: str) -> str:
    """Return what is left of a command line when the set-up is done."""
    left = [part for part in line.split(" && ") if part not in SET_UP]
    return " && ".join(left)


def run(line: str) -> Result:
    """Run one gdtrace command as a shell would, in the present directory."""
    from gdtrace.cli import main

    program, *arguments = shlex.split(line)
    assert program == "gdtrace", f"a page shows a command that nothing tests: {line}"
    runner = CliRunner(env={"COLUMNS": "80"})
    return runner.invoke(main, arguments, prog_name="gdtrace")


def agree(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Say whether lines are as printed; a line ``...`` stands for any number of lines.

    >>> agree(["a", "...", "d"], ["a", "b", "c", "d"]), agree(["a", "..."], ["b"])
    (True, False)
    """
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None
