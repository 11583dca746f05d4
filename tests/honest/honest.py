"""Programs that students write, and what they are handed in for."""

from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"


def handed_in():
    """Return every file's name and the exercises that it answers, by its first lines."""
    files = sorted(PROGRAMS.glob("*.py"))
    return {file.name: _exercises(file) for file in files if file.name != "conftest.py"}


def _exercises(file):
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    first = next(line for line in lines if line.startswith("# ") and "coding:" not in line)
    return [each.strip() for each in first.removeprefix("# ").split(",")]
