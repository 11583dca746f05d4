"""What is being judged: one function of a submission, and what every report about it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import field, frozen

from gdtrace.grading.answers import Answers, Runner, ask
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.probes import Probe
from gdtrace.grading.report import FAILED, Check, Finding, Report
from gdtrace.grading.sets import sets_in_words
from gdtrace.intake.notebooks import in_cells

if TYPE_CHECKING:
    from gdtrace.grading.evidence import Evidence
    from gdtrace.grading.helpers import Helper


@frozen(kw_only=True, eq=False, repr=False)
class Origin:
    """Where a submission comes from, and how much is to be said about it.

    ``notebook`` is the code of its cells, if it is one.
    """

    file: str
    sha256: str = ""
    seed: int = 0
    hints: int = 1
    notebook: str = ""

    def cells(self, numbers: Iterable[int | None]) -> list[str]:
        """Say of lines in which cell of a notebook they are; nothing without one."""
        return in_cells(self.notebook, numbers) if self.notebook else []


Helpers = Callable[[], Iterable["Helper"]]
"""Returns the submission's own functions that a function calls and that are wrong."""


@frozen(eq=False, repr=False)
class Judging:
    """One function of a submission, about to be judged."""

    exercise: Exercise
    probes: tuple[Probe, ...]
    runner: Runner
    function: str
    origin: Origin
    helpers: Helpers = tuple
    parameters: Mapping[str, str] = field(factory=dict)

    @property
    def names(self) -> list[str]:
        """The student's names of the parameters, in the order of the call."""
        return [self.parameters.get(name, name) for name in self.exercise.arguments]

    def observed(self) -> Answers:
        """Call the function once more, and look at its variables meanwhile."""
        return ask(self.runner, self.function, self.probes, observe=True)

    def report(
        self,
        *,
        status: str,
        score: float,
        verdict: str,
        checks: Sequence[Check] = (),
        finding: Finding | None = None,
        summary: Sequence[str] = (),
        notes: Sequence[str] = (),
        helped_by: Sequence[str] = (),
        evidence: Evidence | None = None,
    ) -> Report:
        """Return a report with what all reports have."""
        return Report(
            exercise=self.exercise.id,
            function=self.function,
            file=self.origin.file,
            sha256=self.origin.sha256,
            seed=self.origin.seed,
            isolation=self.runner.isolation,
            status=status,
            score=score,
            max_score=self.exercise.points,
            verdict=verdict,
            checks=tuple(checks),
            finding=finding,
            summary=tuple(summary),
            notes=tuple(notes),
            helped_by=tuple(helped_by),
            sets=sets_in_words(self.probes),
            hints=self.origin.hints,
            evidence=evidence,
        )

    def stopped(self, finding: Finding, verdict: str, status: str = FAILED) -> Report:
        """Return a report without points."""
        return self.report(status=status, score=0.0, verdict=verdict, finding=finding)
