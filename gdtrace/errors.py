"""Every exception of gdtrace: what was given, which rule it breaks, how to mend it."""

from collections.abc import Iterable, Sequence

MOST_LISTED = 12
"""An error lists no more names than this."""


class GdtraceError(Exception):
    """The base of all errors that gdtrace raises on purpose; its text is meant to be shown."""


class UnknownNameError(GdtraceError, LookupError):
    """A problem, symbol, notation, activation … that does not exist; names the nearest ones."""

    def __str__(self) -> str:
        """Give the message as it is (a LookupError would quote it)."""
        return str(self.args[0])


class UnknownKeyError(UnknownNameError, KeyError):
    """A name that a mapping does not have."""


class AmbiguousSymbolError(UnknownNameError):
    """A symbol that stands for several values, such as a bare g3; lists the choices."""


class ProblemError(GdtraceError, ValueError):
    """A network or problem that breaks rules: one fault per line, each with its path."""

    def __init__(self, faults: Sequence[str], source: str = "") -> None:
        super().__init__(tuple(faults), source)

    @property
    def faults(self) -> tuple[str, ...]:
        """One sentence for every fault, with the path of the value that is wrong."""
        faults: tuple[str, ...] = self.args[0]
        return faults

    def __str__(self) -> str:
        source = self.args[1]
        heading = [f"{source}: {count(len(self.faults), 'fault')}"] if source else []
        return "\n".join([*heading, *self.faults])


class ProgramError(GdtraceError, ValueError):
    """A program whose equations do not fit together; shows the equations around the fault."""


class NotationError(GdtraceError, ValueError):
    """A notation that cannot name this network, or would name two values alike."""


class EngineError(GdtraceError, ValueError):
    """An engine that cannot run this network, with the reason."""


class ExerciseError(GdtraceError, ValueError):
    """An exercise that does not fit the equations of its problem."""


class OptionError(GdtraceError, ValueError):
    """An option with a value that it cannot have."""


class SubmissionError(GdtraceError, ValueError):
    """A submission that cannot be read as a Python file."""


class DiskError(SubmissionError):
    """A submission that cannot be read because of this machine: nothing is wrong with it."""


class IsolationError(GdtraceError, RuntimeError):
    """A machine that does not keep submissions apart as well as was asked for; nothing was run."""


class ClassRunError(GdtraceError, RuntimeError):
    """A class run that cannot begin or go on; what is in its journal is kept."""


class GraderError(GdtraceError, RuntimeError):
    """A grader that cannot do its work; nothing is wrong with what was handed in."""


class NotAFunctionError(GdtraceError, TypeError):
    """A value where the function itself is asked for, such as the result of calling it."""


class TraceFileError(GdtraceError, ValueError):
    """A file that is not a whole trace saved by gdtrace."""


def count(number: int, noun: str) -> str:
    """Return the number with its noun: "1 fault", "3 faults".

    >>> count(1, "fault"), count(0, "input")
    ('1 fault', '0 inputs')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def nearest(name: str, choices: Iterable[str], limit: int = 3) -> list[str]:
    """Return the choices that look most like the name, best first, whatever their case.

    >>> nearest("sigmiod", ["tanh", "sigmoid", "relu"])
    ['sigmoid']
    """
    from difflib import get_close_matches

    folded: dict[str, str] = {}
    for choice in choices:
        folded.setdefault(choice.casefold(), choice)
    close = get_close_matches(name.casefold(), folded, n=limit, cutoff=0.6)
    return [folded[match] for match in close]


def unknown(kind: str, name: str, choices: Iterable[str], hint: str = "") -> UnknownNameError:
    """Make the error for a name that does not exist.

    >>> print(unknown("activation", "sigmiod", ["tanh", "sigmoid"]))
    no activation is called 'sigmiod'; did you mean sigmoid?
    """
    known = list(choices)
    close = nearest(name, known)
    if close:
        way_out = f"did you mean {' or '.join(close)}?"
    elif hint:
        way_out = hint
    else:
        more = f", ... ({len(known)} in all)" if len(known) > MOST_LISTED else ""
        way_out = f"there are {', '.join(known[:MOST_LISTED])}{more}"
    return UnknownNameError(f"no {kind} is called {name!r}; {way_out}")
