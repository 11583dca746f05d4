"""What commands know and renderers of reports do not: the environment, the clock, other files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gdtrace.grading.report import FileReport, Report

NOW = "%Y-%m-%dT%H:%M:%SZ"


def form_of(output: str | None) -> str:
    """Return the format that the ending of a file asks for; text without one."""
    from gdtrace.grading.report_formats import ENDINGS

    ending = Path(output or "").suffix.lower()
    if ending and ending not in ENDINGS:
        raise click.UsageError(
            f"-o {output}: {ending} says no format; end it with {', '.join(ENDINGS)}, "
            "or add --format"
        )
    return ENDINGS.get(ending, "text")


def told(form: str, path: Path, *, lines: bool = False) -> dict[str, Any]:
    """Return what a format has to be told; refuse an environment in which it makes no sense.

    ``path`` is the submission: names of its files are seen from there, or from its folder.
    """
    from datetime import UTC, datetime

    if lines and form != "junit":
        raise click.UsageError(f"--junit-lines is for --format junit, not for {form}")
    if form == "classroom50":
        from gdtrace.grading.report_classroom50 import check_environment

        check_environment(os.environ)
    return {
        "folder": (path if path.is_dir() else path.parent).as_posix(),
        "lines": lines,
        "environment": os.environ,
        "now": datetime.now(UTC).strftime(NOW),
    }


def append_for_github(report: Report | FileReport) -> None:
    """Append to the files that GitHub Actions names: the summary and the outputs of a step."""
    from gdtrace.grading.report_github import outputs, summary

    for variable, text in (
        ("GITHUB_STEP_SUMMARY", summary(report)),
        ("GITHUB_OUTPUT", outputs(report)),
    ):
        if os.environ.get(variable):
            _append(Path(os.environ[variable]), text, variable)


def _append(path: Path, text: str, variable: str) -> None:
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise click.UsageError(f"{variable}={path}: cannot be written: {error.strerror}") from None
