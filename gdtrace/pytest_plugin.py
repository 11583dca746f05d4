"""The plugin for pytest: a fixture that checks a function, and an option that checks a file.

It is loaded whenever pytest starts, so it imports nothing of gdtrace until a check is run.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gdtrace.grading.report import FileReport, Report

WHOLE_FILE = "file"
"""The name of the one item of a file in which nothing was found."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("gdtrace", "gdtrace, hand-written gradient descent")
    group.addoption(
        "--gdtrace",
        dest="gdtrace_files",
        metavar="FILE.py",
        action="append",
        default=[],
        help="check the functions of a file that answer exercises, one test each; repeatable",
    )
    group.addoption(
        "--gdtrace-hints",
        type=int,
        choices=range(4),
        default=1,
        help="how much a failure says: 0 verdicts, 1 where, 2 an experiment, 3 the likely mistake",
    )
    group.addoption("--gdtrace-seed", type=int, default=0, help="the seed of the sets of inputs")


def pytest_configure(config: pytest.Config) -> None:
    """Let pytest collect the files; without other arguments nothing but them."""
    files = config.getoption("gdtrace_files")
    if not files:
        return
    for file in files:
        if (config.invocation_params.dir / file.partition("::")[0]).is_dir():
            raise pytest.UsageError(f"--gdtrace {file}: is a folder; name a file")
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    config.args = [*(config.args if named else []), *files]
    config.pluginmanager.register(Submissions(config, files), "gdtrace-submissions")


class Submissions:
    """Collects the files that were named; registered only if there are any."""

    def __init__(self, config: pytest.Config, files: list[str]) -> None:
        folder = config.invocation_params.dir
        self.paths = {(folder / file.partition("::")[0]).resolve() for file in files}

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, Any, Any]:
        """Take the file away from all others: nobody else may import and so run it."""
        collectors = yield
        if file_path.resolve() not in self.paths:
            return collectors
        return [SubmissionFile.from_parent(parent, path=file_path)]


class SubmissionFile(pytest.File):
    """A student's file; it is run once, in a process of its own, when its first test is."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each function that answers an exercise."""
        from gdtrace.errors import GdtraceError
        from gdtrace.grading.submissions import functions_found

        try:
            names = [each.id for each in functions_found(self.path)]
        except GdtraceError:
            names = []
        for name in names or [WHOLE_FILE]:
            yield SubmissionItem.from_parent(self, name=name)

    @cached_property
    def report(self) -> Report | FileReport:
        """What there is to say about the file."""
        from gdtrace.errors import SubmissionError
        from gdtrace.grading.check import check_file
        from gdtrace.grading.not_checked import unreadable

        options = _options(self.config)
        try:
            return check_file(self.path, **options)
        except SubmissionError as error:
            return unreadable(self.path.name, str(error), **options)


class SubmissionItem(pytest.Item):
    """One function of a student's file."""

    def runtest(self) -> None:
        """Fail with the report unless the function is right."""
        assert isinstance(self.parent, SubmissionFile)
        whole = self.parent.report
        own = [each for each in getattr(whole, "reports", ()) if each.exercise == self.name]
        _fail_unless_right(own[0] if own else whole)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Say which file and which exercise it is."""
        return self.path, None, f"{self.path.name}: {self.name}"


@pytest.fixture
def gdtrace_check(request: pytest.FixtureRequest) -> Callable[..., Report]:
    """Check a function against an exercise: ``gdtrace_check("update-weight", update_w)``.

    The test fails with the report, unless the function is right; then the report is returned.
    ``hints=`` and ``seed=`` win over ``--gdtrace-hints`` and ``--gdtrace-seed``.
    """
    defaults = _options(request.config)

    def checked(exercise_id: str, function: Callable[..., Any], **options: int) -> Report:
        __tracebackhide__ = True
        from gdtrace.errors import GdtraceError
        from gdtrace.grading.check import check

        try:
            report = check(exercise_id, function, **{**defaults, **options})
        except GdtraceError as error:
            wrong_use = str(error)
        else:
            _fail_unless_right(report)
            return report
        pytest.fail(wrong_use, pytrace=False)

    return checked


def _options(config: pytest.Config) -> dict[str, Any]:
    return {
        "hints": config.getoption("gdtrace_hints"),
        "seed": config.getoption("gdtrace_seed"),
    }


def _fail_unless_right(report: Report | FileReport) -> None:
    __tracebackhide__ = True
    if report.status != "passed":
        pytest.fail(str(report), pytrace=False)
