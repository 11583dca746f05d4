"""The index of the submissions speaks the catalogue's language."""

import json
from pathlib import Path

import pytest

from gdtrace.grading.misconceptions import MISCONCEPTIONS

INDEX = Path(__file__).parent.parent / "submissions" / "index.json"
WRONG = json.loads(INDEX.read_text(encoding="utf-8"))["wrong"]
AMOUNTS = {"misconception": 1, "pair": 2}


def named(entry):
    """Return all ids in an entry."""
    return [
        *entry["mistakes"],
        *(id for ids in entry.get("mistakes_of", {}).values() for id in ids),
    ]


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_have_ids_of_the_catalogue(name):
    """A submission with a known mistake has its id, a pair has two, the others have none."""
    entry = WRONG[name]
    assert [] == [id for id in named(entry) if id not in MISCONCEPTIONS]
    assert AMOUNTS.get(entry["kind"], 0) == len(entry["mistakes"])


@pytest.mark.parametrize(
    "name", [name for name, entry in WRONG.items() if entry["kind"] == "misconception"]
)
def test_the_first_wrong_step_is_that_of_the_catalogue(name):
    """The step is the one at which the catalogue says that the mistake begins."""
    entry = WRONG[name]
    assert MISCONCEPTIONS[entry["mistakes"][0]].step == entry["first_wrong"].partition("@")[0]
