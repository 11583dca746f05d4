"""Every attack fails: no points, no harm, a sentence that a student understands, and on it goes."""

import re
from xml.etree import ElementTree

import pytest
from attacking import PROGRAMS, attacks, outcome, world
from levels import start
from made import MADE

ATTACKS = attacks()
SECONDS = 15.0
"""No attack keeps the grader busy for longer, with the short limits of the tests."""

HOSTILE = [name for name in ATTACKS if "hostile" in name or "signals_in_names" in name]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Yield a function that returns what became of an attack; all run in one sandbox."""
    known = {}
    with start("L2") as sandbox, world(tmp_path_factory.mktemp("world")) as around:

        def found(name):
            if name not in known:
                known[name] = outcome(sandbox, around, ATTACKS[name])
            return known[name]

        yield found


def fits(attack, found):
    """Say whether the grader says what is expected."""
    known = found.status in attack.statuses and found.kind in attack.kinds
    return known and any(each in found.text for each in attack.says)


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_fail(name, outcomes):
    """Nothing is earned, harmed, leaked or left behind, and the next submission is right."""
    found, attack = outcomes(name), ATTACKS[name]
    assert () == found.harm, found.text
    assert fits(attack, found), (found.status, found.kind, found.text)
    assert found.seconds < SECONDS


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_of_a_submission_steer_nothing(name, outcomes):
    """Terminals, build logs, pages and tables of numbers show them as what they are."""
    for form, text in outcomes(name).texts.items():
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x9b\u202a-\u202e\u2066-\u2069]", text), form
        assert not re.search(r"^\s*(::error|##vso|=cmd|=1)(?! file=student)", text, re.M), form
    # In a span or block of code, Markdown shows what would be markup elsewhere.
    plain = re.sub(r"`[^`\n]*`|^ {4}.*$", "", outcomes(name).texts["markdown"], flags=re.M)
    assert not re.search(r"(?<!\\)<(script|img|b)", plain)
    whole = ElementTree.fromstring(outcomes(name).texts["junit"])
    assert not any(each.tag in ("script", "img", "b") for each in whole.iter())


def test_the_index_has_every_attack():
    """No program is left out, and none is missing; each says in its first line what it tries."""
    files = {f"{file.parent.name}/{file.stem}": file for file in PROGRAMS.glob("*/*.py")}
    assert sorted(ATTACKS) == sorted([*files, *MADE])
    for file in files.values():
        assert re.match(r'"""[A-Z].*\."""\n', file.read_text(encoding="utf-8")), file


def test_every_kind_of_attack_is_there():
    """The groups of the threat model, and what is special to Linux."""
    groups = {attack.group for attack in ATTACKS.values()}
    assert {"compare", "patch", "exit", "forge", "steal", "dos", "source", "kernel"} == groups
    assert len(ATTACKS) >= 100
