"""Set-ups: the scripts and workflows that make gdtrace the autograder of a platform.

A new platform is a module with a function ``files``, and an entry in ``SETUPS``.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from gdtrace.errors import OptionError, unknown
from gdtrace.grading.report_page import points
from gdtrace.setups.plan import Plan

SETUPS = {
    "gradescope": "gradescope",
    "github": "github",
    "gitlab": "gitlab",
    "classroom50": "classroom50",
    "nbgrader": "nbgrader",
    "otter": "otter",
}
"""The module of every platform; its function ``files`` makes the texts."""

BESIDE = {"gradescope": "", "classroom50": "", "github": ".github/gdtrace/", "gitlab": ".gdtrace/"}
"""Where a platform keeps assignments and exercises of one's own; the others have no such files."""

READ_BY_STUDENTS = ("github", "gitlab")
"""Platforms on which students read all files, so that no secret can be among them."""

EXECUTABLE = ("setup.sh", "run_autograder")


def files(platform: str, plan: Plan) -> dict[str, str]:
    """Return the files of a set-up, by their names.

    Raises
    ------
    UnknownNameError
        With the nearest names.
    OptionError
        If the platform cannot have what is planned.
    """
    if platform not in SETUPS:
        raise unknown("set-up", platform, SETUPS)
    if plan.secret and platform in READ_BY_STUDENTS:
        raise OptionError(
            f"{platform}: students read all files of the repository, so the secret of the "
            "assignment would be none; leave it out there, and keep it for gdtrace grade"
        )
    if platform not in BESIDE and any(name.endswith("exercise.toml") for name in plan.copies):
        raise OptionError(
            f"{platform}: takes only exercises that come with gdtrace; gdtrace grade takes others"
        )
    made: dict[str, str] = import_module(f"gdtrace.setups.{SETUPS[platform]}").files(plan)
    texts = {name: _filled(text, plan) for name, text in made.items()}
    if platform in BESIDE:
        texts |= {f"{BESIDE[platform]}{name}": text for name, text in plan.copies.items()}
    return texts


def write(texts: dict[str, str], folder: Path) -> Iterator[tuple[Path, bool]]:
    """Write files into a folder; yield each with whether it was written. Nothing is overwritten."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            yield path, False
            continue
        if path.name in EXECUTABLE:
            path.chmod(0o755)
        yield path, True


def _filled(text: str, plan: Plan) -> str:
    rows = [
        f"| {each.id} | `{each.exercise.call}` | {points(each.points)} |" for each in plan.exercises
    ]
    table = "\n".join(["| exercise | function | points |", "|---|---|---|", *rows])
    most = points(sum(each.points for each in plan.exercises))
    words = {"REQUIREMENT": plan.requirement, "EXERCISES": table, "POINTS": most}
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text
