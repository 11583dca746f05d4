"""Intake: reading what students hand in. Nothing of it is imported, run or unpacked."""

from gdtrace.intake.choosing import file_for
from gdtrace.intake.classes import handed_in, students
from gdtrace.intake.reading import submission
from gdtrace.intake.records import Entry, Handed, SourceFile, Submission

__all__ = [
    "Entry",
    "Handed",
    "SourceFile",
    "Submission",
    "file_for",
    "handed_in",
    "students",
    "submission",
]
