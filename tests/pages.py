"""Reads the examples out of the pages for readers, and says what a command prints."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from attrs import frozen
from click.testing import CliRunner
from levels import as_at_l2

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]

SET_UP = {
    "python -m pip install .",
    "python -m pip install '.[plot]'",
    "python -m pip install -e '.[test]'",
    "python -m pytest",
    "python -m venv .venv",
    ". .venv/bin/activate",
    "ruff check",
    "ruff format",
    "mypy --strict gdtrace",
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
        found = re.match(r"[#%] (\S+\.\w+)\n", self.text)
        return found[1] if found else ""


@frozen
class Command:
    """A command line and the lines that the page shows below it."""

    line: str
    shown: tuple[str, ...]


@frozen
class Printed:
    """What a command prints, and the code that it ends with."""

    output: str
    exit_code: int


def blocks(page: Path, kind: str) -> list[Block]:
    """Return the fenced blocks of a page that are in a language."""
    found = _FENCE.findall(page.read_text(encoding="utf-8"))
    return [Block(name, note.strip(), text) for name, note, text in found if name == kind]


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a console block, each with the output that the page shows."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, *shown = part.rstrip("\n").split("\n")
        yield Command(line, tuple(shown))


def enter(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add what a Python block shows for one test: an entry of a table, or a file of gdtrace.

    The first line says which one: ``# an entry in gdtrace.calculus.LOSSES``, or the file's name.
    """
    first = block.text.partition("\n")[0]
    if first.startswith("# an entry in "):
        home, _, table = first.removeprefix("# an entry in ").rpartition(".")
        module = import_module(home)
        for name, entry in eval(f"{{{block.text}}}", vars(module)).items():
            monkeypatch.setitem(getattr(module, table), name, entry)
    elif block.file.startswith("gdtrace/"):
        name = block.file.removesuffix(".py").replace("/", ".")
        module = ModuleType(name)
        exec(block.text, vars(module))
        monkeypatch.setitem(sys.modules, name, module)


def written(block: Block) -> bool:
    """Say whether a Python block shows a file that the commands of its page find."""
    return block.file.endswith(".py") and not block.file.startswith("gdtrace/")


def to_run(line: str) -> str:
    """Return what is left of a command line when the set-up is done."""
    left = [part for part in line.split(" && ") if part not in SET_UP]
    return " && ".join(left)


def run(line: str) -> Printed:
    """Run gdtrace, or a program that it wrote, as a shell would, in the present directory."""
    from gdtrace.cli import main

    program, *arguments = shlex.split(line)
    if program == "python":
        options = ["-p", "no:cacheprovider"] if arguments[:2] == ["-m", "pytest"] else []
        call = [sys.executable, *arguments, *options]
        done = subprocess.run(call, capture_output=True, encoding="utf-8")
        return Printed(as_at_l2(done.stdout + done.stderr), done.returncode)
    assert program == "gdtrace", f"a page shows a command that nothing tests: {line}"
    runner = CliRunner(env={"COLUMNS": "80"})
    result = runner.invoke(main, arguments, prog_name="gdtrace")
    return Printed(as_at_l2(result.output), result.exit_code)


def agree(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Say whether lines are as printed; a line ``...`` stands for any number of lines.

    Of a number, twelve decimals count: the ones after that differ from machine to machine.

    >>> agree(["a", "...", "d"], ["a", "b", "c", "d"]), agree(["a", "..."], ["b"])
    (True, False)
    """
    lines = (_rounded(line) for line in shown)
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in lines)
    return re.fullmatch(pattern, "".join(f"{_rounded(line)}\n" for line in printed)) is not None


def _rounded(line: str) -> str:
    return re.sub(r"(\d\.\d{12})\d+", r"\1", line)
