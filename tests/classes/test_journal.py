import sqlite3

import pytest
from attrs import evolve
from some_marks import report, wrong

from gdtrace.classes.journal import FILE, journal, key, marks, sha256
from gdtrace.classes.work import Work
from gdtrace.errors import ClassRunError, GraderError
from gdtrace.intake.records import SourceFile

OWN = {"gdtrace": "1.0", "version": 1, "secret": 5, "exercises": [["error", 1, "abc"]]}
FILES = (SourceFile("mine.py", "x = 'σ\x00'\n"),)
RIGHT, WRONG = Work(reports=(report(),), seconds=1.5), Work(reports=(wrong(),), seconds=2.5)


def kept(folder, **changes):
    """Open a journal to go on with it."""
    return journal(folder, {**OWN, **changes}, resume=True)


def test_what_was_added_is_there_again(tmp_path):
    """Results, how long they took, and the sources that they are for."""
    with kept(tmp_path) as own:
        assert WRONG == own.add("k", WRONG, FILES)
    with kept(tmp_path) as own:
        assert {"k": WRONG} == own.works()
        assert (FILES, ()) == (own.sources("k"), own.sources("other"))
        assert set() == own.unsteady()


def test_a_result_is_recorded_once(tmp_path):
    """The first one counts; the same one again is no news, another one is reported."""
    with kept(tmp_path) as own:
        own.add("k", RIGHT, FILES)
        later = evolve(RIGHT, seconds=9.0, notes=("a message with 0x7f01",))
        assert RIGHT == own.add("k", later, FILES)
        assert set() == own.unsteady()
        assert RIGHT == own.add("k", WRONG, FILES)
        assert ({"k": RIGHT}, {"k"}) == (own.works(), own.unsteady())


def test_results_that_are_there_are_not_mixed_up_by_accident(tmp_path):
    """Without being told to go on, a run refuses, says how to go on and how to begin again."""
    with kept(tmp_path) as own:
        own.add("k", RIGHT, FILES)
    refused = r"there are results .* add --resume\. .* delete journal\.sqlite .*overrides\.csv"
    with pytest.raises(ClassRunError, match=refused), journal(tmp_path, OWN, resume=False):
        pass


def test_a_journal_without_results_is_begun_again(tmp_path):
    """A run that could not mark anything leaves nothing that has to be cleared away."""
    with kept(tmp_path):
        pass
    with journal(tmp_path, {**OWN, "version": 2}, resume=False) as own:
        own.add("k", RIGHT, FILES)
    with kept(tmp_path, version=2) as own:
        assert {"k": RIGHT} == own.works()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gdtrace": "2.0"}, 'was written with gdtrace "1.0", not "2.0"'),
        ({"version": 2}, "was written with version 1, not 2"),
        ({"secret": 6}, "was written with another secret"),
        ({"exercises": [["error", 2, "d" * 80]]}, "was written with another exercises"),
        ({"version": 2, "gdtrace": "2"}, 'gdtrace "1.0", not "2" and version 1, not 2'),
    ],
)
def test_the_journal_of_another_run_is_refused(tmp_path, changes, said):
    """What differs is named, and how to begin again; a secret is not told."""
    with kept(tmp_path) as own:
        own.add("k", RIGHT, FILES)
    with pytest.raises(ClassRunError, match=r"name another folder with --out") as caught:  # noqa: SIM117
        with kept(tmp_path, **changes):
            pass
    assert said in str(caught.value)


def test_a_journal_in_another_format_is_refused(tmp_path):
    """A later gdtrace may lay its tables out otherwise."""
    base = sqlite3.connect(tmp_path / FILE)
    base.execute("PRAGMA user_version = 99")
    base.close()
    with (
        pytest.raises(
            ClassRunError, match=r"another version of gdtrace .*99, not 1.*another folder"
        ),
        kept(tmp_path),
    ):
        pass


def test_what_is_no_journal_is_refused(tmp_path):
    """A file of that name that is something else is left as it is."""
    (tmp_path / FILE).write_text("my diary, and that for many lines\n" * 100, encoding="utf-8")
    with pytest.raises(ClassRunError, match=r"not a database.*another folder"), kept(tmp_path):
        pass
    assert "my diary" in (tmp_path / FILE).read_text(encoding="utf-8")


def test_a_journal_that_cannot_be_written_keeps_what_it_has(tmp_path):
    """A full disk stops the run; what is in the journal stays, and it goes on from there."""
    with kept(tmp_path) as own:
        own.add("k", RIGHT, FILES)
        pages = own._base.execute("PRAGMA page_count").fetchone()[0]
        own._base.execute(f"PRAGMA max_page_count = {pages}")
        large = (SourceFile("a.py", "x" * 10**6),)
        with pytest.raises(GraderError, match=r"is full.*so far is kept.*--resume"):
            own.add("l", WRONG, large)
    with kept(tmp_path) as own:
        assert {"k": RIGHT} == own.works()
        own.add("l", WRONG, large)
        assert {"k", "l"} == own.works().keys()


def test_like_sources_have_one_key():
    """The name of a single file does not count; whatever else there is does."""
    base = key([SourceFile("ada.py", "x = 1\n")], OWN)
    assert base == key([SourceFile("bob.py", "x = 1\n")], OWN)
    two = [SourceFile("a.py", "x = 1\n"), SourceFile("b.py", "")]
    others = [
        key([SourceFile("ada.py", "x = 2\n")], OWN),
        key([SourceFile("ada.py", "x = 1\n")], {**OWN, "version": 2}),
        key(two, OWN),
        key([evolve(two[0], name="c.py"), two[1]], OWN),
        key([SourceFile("ada.ipynb", "x = 1\n")], OWN),
    ]
    assert 6 == len({base, *others})


def test_the_digest_of_one_file_is_that_of_its_text():
    """It can be checked with sha256sum."""
    import hashlib

    assert hashlib.sha256(b"x = 1\n").hexdigest() == sha256([SourceFile("a.py", "x = 1\n")])
    assert 64 == len(sha256([SourceFile("a.py", "x"), SourceFile("b.py", "x")]))


def test_only_marks_make_two_results_differ():
    """Points, status, the first wrong step and the mistake; no message."""
    assert marks(WRONG) == marks(evolve(WRONG, notes=("odd",), seconds=3.0))
    assert marks(WRONG) != marks(Work(reports=(wrong(id="factor-2-missing"),)))
