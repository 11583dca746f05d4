"""What was measured: one record per line of a table."""

from attrs import field, frozen

MET, MISSED, NOT_MEASURED = "met", "missed", "not measured"


@frozen
class Bar:
    """A bar, and whether this run met it."""

    name: str
    what: str
    limit: float
    value: float | None

    @property
    def verdict(self) -> str:
        """Say whether the bar was met; nothing is known of what was not measured."""
        if self.value is None:
            return NOT_MEASURED
        return MET if self.value <= self.limit else MISSED


@frozen
class Measured:
    """One contestant of one task.

    ``seconds`` is the median of the whole call for all iterations; ``running`` is without what is
    got ready within the call (gdtrace) and is the same for the others, who get ready beforehand.
    """

    task: str
    file: str
    name: str
    records: str
    note: str = ""
    iterations: int = 0
    seconds: float | None = None
    fastest: float | None = None
    preparation: float | None = None
    running: float | None = None
    peak: int | None = None
    rows: int | None = None

    @property
    def overhead(self) -> float | None:
        """The peak memory above the bytes of gdtrace's columns, as a share of them."""
        if self.peak is None or not self.rows:
            return None
        return self.peak / self.rows - 1


@frozen
class Grown:
    """Time per iteration at one size, of one engine that was asked for."""

    series: str
    size: int
    asked: str
    engine: str
    iterations: int
    whole: float | None = None
    running: float | None = None


@frozen
class Started:
    """The time of one command: CPU time, or wall time where several processes work together."""

    command: str
    seconds: float
    fastest: float


@frozen
class Results:
    """Everything that one run of the benchmarks measured."""

    machine: dict[str, str]
    quick: bool
    seconds: float
    contestants: list[Measured] = field(factory=list)
    growth: list[Grown] = field(factory=list)
    started: list[Started] = field(factory=list)
    checked: list[Started] = field(factory=list)
    graded: list[Started] = field(factory=list)
    bars: list[Bar] = field(factory=list)
    memory: str = ""


def ratio(value: float | None, other: float | None) -> float | None:
    """Return the quotient, or nothing where one of them is missing."""
    return None if value is None or not other else value / other
