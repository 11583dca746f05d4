import os
import stat
from pathlib import Path

import numpy
import pytest

from gdtrace.grading import tables
from gdtrace.grading.tables import cache_folder, kept


def made(calls):
    """Return what makes a table and counts how often it does."""

    def make():
        calls.append(1)
        return {"numbers": numpy.array([1.5, numpy.inf]), "names": numpy.array(["a", "b"])}

    return make


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Keep tables in a folder of this test."""
    monkeypatch.setenv("GDTRACE_CACHE", str(tmp_path / "tables"))
    return tmp_path / "tables"


def test_a_table_is_made_once(folder):
    """The second time it is read, with the same numbers and texts."""
    calls = []
    first, second = kept("x", made(calls)), kept("x", made(calls))
    assert [1] == calls
    assert numpy.array_equal(first["numbers"], second["numbers"])
    assert ["a", "b"] == second["names"].tolist()


def test_another_name_is_another_table(folder):
    """Whatever a table depends on is in its name."""
    calls = []
    kept("x", made(calls))
    kept("y", made(calls))
    assert [1, 1] == calls


def test_a_change_of_the_program_makes_new_tables(folder, monkeypatch):
    """A table of an earlier version is never read."""
    calls = []
    kept("x", made(calls))
    monkeypatch.setattr(tables, "_program_version", lambda: "another")
    kept("x", made(calls))
    assert [1, 1] == calls


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 and nothing more", b"no archive at all"])
def test_a_damaged_table_is_made_again(folder, damage):
    """And written whole."""
    calls = []
    kept("x", made(calls))
    (path,) = folder.glob("*.npz")
    path.write_bytes(damage)
    kept("x", made(calls))
    kept("x", made(calls))
    assert [1, 1] == calls


def test_a_table_cut_short_is_made_again(folder):
    """Every length of a file that was cut off is noticed."""
    calls = []
    kept("x", made(calls))
    (path,) = folder.glob("*.npz")
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        assert ["a", "b"] == kept("x", made(calls))["names"].tolist()


def test_without_a_folder_everything_is_worked_out_again(tmp_path, monkeypatch):
    """A folder that cannot be made is no error."""
    calls = []
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("GDTRACE_CACHE", str(tmp_path / "file" / "tables"))
    kept("x", made(calls))
    kept("x", made(calls))
    assert [1, 1] == calls


def test_it_can_be_switched_off(monkeypatch):
    """Then there is no folder."""
    monkeypatch.setenv("GDTRACE_CACHE", "off")
    assert cache_folder() is None


def test_the_folder_follows_the_system(monkeypatch, tmp_path):
    """The usual place on Linux; the user's choice comes first."""
    monkeypatch.delenv("GDTRACE_CACHE", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert tmp_path / "gdtrace" == cache_folder()


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_nobody_else_can_write_into_the_folder(folder):
    """A table decides over verdicts."""
    kept("x", made([]))
    assert 0 == stat.S_IMODE(folder.stat().st_mode) & 0o077


def test_old_tables_are_thrown_away(folder, monkeypatch):
    """A class with a seed for each student does not fill the disk."""
    monkeypatch.setattr(tables, "MOST_KEPT", 3)
    for name in "abcdef":
        kept(name, made([]))
    assert 3 == len(list(folder.glob("*.npz")))


def test_a_table_that_lacks_an_array_is_made_again(folder):
    """An archive that can be read but is not whole is no table."""
    calls = []
    kept("x", made(calls))
    (path,) = folder.glob("*.npz")
    numpy.savez(path, numbers=numpy.array([1.0]))
    assert ["a", "b"] == kept("x", made(calls))["names"].tolist()
    assert [1, 1] == calls


def test_the_files_of_the_package_are_found_below_folders_but_not_behind_links(tmp_path):
    """Every change of a file makes tables anew; a link that leads upwards is no endless way."""
    (tmp_path / "inner").mkdir()
    for name in ("one.py", "inner/two.py", "inner/three.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "inner" / "up").symlink_to(tmp_path, target_is_directory=True)
    found = [Path(each.partition(":")[0]).name for each in tables._states(str(tmp_path))]
    assert ["one.py", "two.py"] == sorted(found)
