"""Programs as students write them run in the sandbox as they would at home, and get full points."""

import pytest
from honest import PROGRAMS, handed_in
from levels import LEVELS, start

from gdtrace.grading.check import check_in
from gdtrace.grading.exercise_files import exercise

CASES = [(name, id) for name, ids in handed_in().items() for id in ids]


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request):
    """Yield a sandbox of one level."""
    with start(request.param) as sandbox:
        yield sandbox


@pytest.mark.parametrize(("name", "id"), CASES)
def test_what_students_write_gets_full_points(name, id, sandbox):
    """No program is refused for how it is written."""
    with sandbox.child() as child:
        report = check_in(child, PROGRAMS / name, exercise_id=id)
    assert ("passed", report.max_score) == (report.status, report.score), str(report)
    assert report.isolation == sandbox.level


def test_there_are_enough_of_them():
    """All exercises and forty programs at least."""
    assert len(handed_in()) >= 40
    for id in {id for _, id in CASES}:
        assert exercise(id).points > 0


def test_files_have_the_bytes_they_are_about():
    """No editor has taken the byte-order mark or the line ends away."""
    windows = (PROGRAMS / "windows_lines.py").read_bytes()
    assert windows.startswith(b"\xef\xbb\xbf")
    assert windows.count(b"\r\n") == windows.count(b"\n") > 10
    assert not (PROGRAMS / "no_last_line_end.py").read_bytes().endswith(b"\n")
    assert b"\n\tif True:" in (PROGRAMS / "tabs.py").read_bytes()
