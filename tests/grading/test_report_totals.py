"""Reports on submissions of students: the same points in every format, and each can be read."""

import pytest
from foreign import classroom50, github, gradescope, junit, points_of, strict_json, text_of
from graded import INDEX, checked

EVERY = 30
"""Each so many submissions of a folder are looked at; all of them take minutes."""

SAMPLE = [
    (folder, name)
    for folder in ("right", "wrong")
    for name, entry in [*INDEX[folder].items()][::EVERY]
    if entry.get("detector") != "timeout"
]


@pytest.mark.parametrize(("folder", "name"), SAMPLE, ids=lambda value: value)
def test_every_format_has_the_same_points(folder, name):
    """For whole files and for one exercise of them, right and wrong."""
    for id in ("", INDEX[folder][name]["exercises"][0]):
        report = checked(folder, name, id)
        total = (report.score, report.max_score)
        own = strict_json(text_of(report, "json"))
        other = gradescope(report)
        classroom = classroom50(report)
        assert total == (own["score"], own["max_score"])
        assert total == (other["score"], sum(each["max_score"] for each in other["tests"]))
        assert report.score == sum(each["score"] for each in other["tests"])
        assert total == (classroom["score"], classroom["max-score"])
        assert total == points_of(junit(report))
        stated = f"{report.score:g} of {report.max_score:g} points"
        failed = not id and report.failure is not None
        for page in (github(report)[1], text_of(report, "markdown"), text_of(report, "text")):
            assert failed or stated in page.split("\n", 1)[0]


def test_the_sample_has_every_status():
    """Right, wrong and not run are all among them."""
    found = {checked(folder, name, "").status for folder, name in SAMPLE}
    assert {"passed", "failed", "not_run"} == found
