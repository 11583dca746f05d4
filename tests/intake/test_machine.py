import errno
import os

import pytest
from handing_in import RIGHT, archive, put

from gdtrace.errors import DiskError, SubmissionError
from gdtrace.intake.classes import students
from gdtrace.intake.reading import submission


@pytest.fixture
def failing(monkeypatch):
    """Return what makes reading of files with a certain name fail."""

    def fail(name, number):
        real = os.open

        def opened(path, *rest, **options):
            if os.path.basename(path) == name:
                raise OSError(number, os.strerror(number))
            return real(path, *rest, **options)

        monkeypatch.setattr(os, "open", opened)

    return fail


@pytest.mark.parametrize(
    ("number", "ours"),
    [(errno.EIO, True), (errno.EMFILE, True), (errno.ENOMEM, True), (errno.EACCES, False)],
)
def test_a_machine_that_cannot_read_is_no_fault_of_a_student(tmp_path, failing, number, ours):
    """What the disk or the machine lacks is told from what was handed in."""
    put(tmp_path / "in", ada__py=RIGHT, bob__py=RIGHT)
    failing("ada.py", number)
    ada, bob = students(tmp_path / "in")
    assert (None, ours, False) == (ada.submission, ada.ours, bob.ours)
    assert f"ada.py: cannot be read: {os.strerror(number)}" == ada.fault
    with pytest.raises(DiskError if ours else SubmissionError, match="cannot be read"):
        submission(tmp_path / "in" / "ada.py")


def test_nor_is_an_archive_that_the_disk_does_not_give_out(tmp_path, monkeypatch):
    """A broken archive is the student's, a broken disk is not."""
    import zipfile

    put(tmp_path / "in", ada__zip=archive(("mine.py", RIGHT)))

    def broken(*_, **__):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(zipfile.ZipFile, "open", broken)
    (ada,) = students(tmp_path / "in")
    assert ada.ours
    assert "cannot be read" in ada.fault
