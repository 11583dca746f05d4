"""What intake makes of what was handed in: texts and names, and nothing that runs."""

from __future__ import annotations

from attrs import frozen


@frozen
class SourceFile:
    """The text of one Python file or notebook; ``name`` is its way from the submission's top."""

    name: str
    source: str


@frozen
class Submission:
    """What one student has handed in.

    Parameters
    ----------
    name : str
        The name of the file, folder, zip archive or notebook.
    files : tuple of SourceFile
        At least one; the nearest to the top first, then by name.
    notes : tuple of str
        Sentences for the student: what was left out, and what looks odd. None costs points.
    """

    name: str
    files: tuple[SourceFile, ...]
    notes: tuple[str, ...] = ()


@frozen
class Entry:
    """What one student of a class has handed in, or in ``fault`` why it cannot be read.

    ``ours`` says that the machine is to blame, not the submission.
    """

    student: str
    submission: Submission | None = None
    fault: str = ""
    ours: bool = False


@frozen(eq=False, repr=False)
class Handed:
    """What a whole class has handed in, by student; ``ignored`` says what is no submission."""

    entries: tuple[Entry, ...]
    ignored: tuple[str, ...] = ()
