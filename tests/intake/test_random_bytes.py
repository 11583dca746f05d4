import json
from contextlib import suppress

from handing_in import RIGHT, archive, notebook, put
from hypothesis import given
from hypothesis import strategies as some

from gdtrace.errors import SubmissionError
from gdtrace.intake.choosing import file_for
from gdtrace.intake.classes import handed_in
from gdtrace.intake.reading import submission
from gdtrace.intake.records import Submission

VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner),
    max_leaves=10,
)
CELLS = some.fixed_dictionaries(
    {"cell_type": some.just("code") | VALUES, "source": some.lists(some.text()) | VALUES}
)
ZIP = archive(("work/mine.py", RIGHT), ("work/book.ipynb", notebook("%time\nw = 1")))


def read(folder, name, data):
    """Read what these bytes are, if a file has them; only one kind of error is allowed."""
    path = put(folder, **{name: data}) / name.replace("__", ".")
    try:
        found = submission(path)
    except SubmissionError:
        return
    assert isinstance(found, Submission)
    file_for(found, "update_w")
    assert all(each.source.encode() is not None for each in found.files)


@given(data=some.binary(max_size=200))
def test_any_bytes_are_a_submission_or_refused(data, tmp_path_factory):
    """Under each of the endings."""
    folder = tmp_path_factory.mktemp("any")
    for ending in ("py", "ipynb", "zip"):
        read(folder, f"mine__{ending}", data)


@given(changes=some.lists(some.tuples(some.integers(0, len(ZIP) - 1), some.integers(0, 255))))
def test_any_damage_to_an_archive_is_survived(changes, tmp_path_factory):
    """Wherever it is, as a submission and as a class."""
    data = bytearray(ZIP)
    for at, value in changes:
        data[at] = value
    folder = tmp_path_factory.mktemp("damaged")
    read(folder, "work__zip", bytes(data))
    with suppress(SubmissionError):
        handed_in(folder / "work.zip")


@given(name=some.text(some.characters(codec="utf-8", exclude_characters="\0"), max_size=30))
def test_any_name_of_a_member_is_survived(name, tmp_path_factory):
    """With the endings of sources."""
    data = archive((f"{name}.py", RIGHT), (f"{name}/mine.ipynb", notebook("w = 1")))
    folder = tmp_path_factory.mktemp("names")
    read(folder, "work__zip", data)
    handed_in(folder / "work.zip")


@given(cells=some.lists(CELLS, max_size=4) | VALUES, rest=VALUES)
def test_any_notebook_is_a_submission_or_refused(cells, rest, tmp_path_factory):
    """Whatever stands where cells should be."""
    text = json.dumps({"cells": cells, "metadata": rest})
    read(tmp_path_factory.mktemp("book"), "mine__ipynb", text)
