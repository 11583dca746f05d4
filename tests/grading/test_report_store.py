import json

import pytest
from attrs import evolve
from graded import INDEX, SUBMISSIONS, checked, judged

from gdtrace.grading.report import FileReport
from gdtrace.grading.report_store import dumps, loads

FOLDERS = [folder for folder in INDEX if (SUBMISSIONS / folder).is_dir()]
FIRST = [(folder, *next(iter(INDEX[folder].items()))) for folder in FOLDERS]


@pytest.mark.parametrize(("folder", "name", "entry"), FIRST)
def test_a_report_that_was_stored_is_the_same_report(folder, name, entry):
    """Nothing of a report is lost, and nothing is hidden by the level of hints."""
    report = checked(folder, name, entry["exercises"][0])
    assert not isinstance(report, FileReport)
    for each in (report, evolve(report, hints=0)):
        assert each == loads(dumps(each))


def test_blank_scores_signs_and_kinds_of_numbers_are_kept():
    """A blank score stays blank, whole numbers stay whole, and half characters do no harm."""
    report = judged("def error(predicted, target):\n    return 1/0\n", "error")
    odd = evolve(report, score=None, max_score=2, notes=("a\x00b\ud800 σ",))
    again = loads(dumps(odd))
    assert odd == again
    assert (None, int) == (again.score, type(again.max_score))
    assert dumps(odd).isascii()


def test_what_is_no_report_is_refused():
    """A field that a report does not have is a mistake of ours, never read over."""
    report = judged("def error(predicted, target):\n    return 1\n", "error")
    changed = json.dumps({**json.loads(dumps(report)), "points": 3})
    with pytest.raises(Exception, match="Report"):
        loads(changed)
