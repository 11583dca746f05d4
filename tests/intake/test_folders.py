import sys
from time import perf_counter

import pytest
from handing_in import RIGHT, archive, notebook, put
from test_files import NO_LINKS, refusal

from gdtrace.intake.choosing import file_for
from gdtrace.intake.reading import submission


def names(found):
    """Return the names of the files of a submission."""
    return [each.name for each in found.files]


def test_a_folder_is_all_its_sources_the_nearest_first(tmp_path):
    """By depth, then by name; a notebook is one of them."""
    put(tmp_path / "work", b__py="", a__py="", data__csv="1", book__ipynb=notebook("w = 1"))
    put(tmp_path / "work" / "a", z__py="")
    found = submission(tmp_path / "work")
    assert ("work", ["a.py", "b.py", "book.ipynb", "a/z.py"]) == (found.name, names(found))


def test_a_folder_around_everything_does_not_count(tmp_path):
    """Names begin where the files are."""
    put(tmp_path / "work" / "src" / "own", a__py="")
    put(tmp_path / "work" / "src" / "own" / "deep", b__py="")
    assert ["a.py", "deep/b.py"] == names(submission(tmp_path / "work"))


def test_the_folder_of_a_function_is_the_nearest_that_defines_it(tmp_path):
    """An older version further down does not count."""
    put(tmp_path / "old", update__py=f"# old\n{RIGHT}")
    put(tmp_path, zz__py=RIGHT, a__py="")
    assert "zz.py" == file_for(submission(tmp_path), "update_w").name


@pytest.mark.parametrize("where", [".", ".."])
def test_a_folder_is_named_by_its_own_name_whatever_it_was_called(where, tmp_path, monkeypatch):
    """Also the one where the command is given."""
    put(tmp_path / "work" / "inner", a__py="")
    monkeypatch.chdir(tmp_path / "work" / ("inner" if where == ".." else ""))
    assert "work" == submission(where).name


def test_files_that_tools_run_are_not_taken(tmp_path):
    """Nothing here runs them, so that they change nothing; a note says so of each."""
    tools = ("conftest", "setup", "sitecustomize", "usercustomize")
    put(tmp_path, mine__py=RIGHT, pyproject__toml="", evil__pth="import os")
    put(tmp_path, **{f"{name}__py": RIGHT for name in tools})
    found = submission(tmp_path)
    assert ["mine.py"] == names(found)
    assert [f"{name}.py is never run here." for name in tools] == list(found.notes)


@pytest.mark.parametrize("name", ["numpy", "random", "json", "gdtrace"])
def test_a_file_named_like_a_module_is_no_such_module(name, tmp_path):
    """A note says that others cannot import it."""
    put(tmp_path, **{"mine__py": RIGHT, f"{name}__py": ""})
    found = submission(tmp_path)
    assert {"mine.py", f"{name}.py"} == set(names(found))
    assert f"{name}.py cannot be imported" in found.notes[0]


def test_what_is_hidden_or_made_by_programs_is_not_looked_at(tmp_path):
    """Compiled files, environments, histories; they may be as large as they like."""
    put(tmp_path, mine__py=RIGHT)
    for folder in ("__pycache__", ".git", "venv", "node_modules", "__MACOSX"):
        put(tmp_path / folder, **{f"evil{number}__py": RIGHT for number in range(3)})
    put(tmp_path, evil__pyc=RIGHT, _hidden__py=RIGHT, evil__so="")
    (tmp_path / "_hidden.py").rename(tmp_path / ".hidden.py")
    found = submission(tmp_path)
    assert (["mine.py"], ()) == (names(found), found.notes)


@NO_LINKS
def test_links_and_odd_names_in_a_folder_are_left_out_with_a_note(tmp_path):
    """The others count."""
    put(tmp_path / "work", mine__py=RIGHT)
    put(tmp_path, secret__py=RIGHT)
    (tmp_path / "work" / "link.py").symlink_to("../secret.py")
    (tmp_path / "work" / "loop").symlink_to(".")
    (tmp_path / "work" / "m\u0456ne.py").write_text(RIGHT)
    (tmp_path / "work" / "a\x1b[31m.py").write_text(RIGHT)
    (tmp_path / "work" / ("x" * 220 + ".py")).write_text(RIGHT)
    (tmp_path / "work" / "folder.py").mkdir()
    found = submission(tmp_path / "work")
    assert ["mine.py"] == names(found)
    assert 4 == len(found.notes)
    assert "link.py is a link; links are not followed." in found.notes
    assert all(note.isprintable() for note in found.notes)


@NO_LINKS
def test_a_folder_of_links_only_says_so(tmp_path):
    """Rather than that it is empty."""
    put(tmp_path, secret__py=RIGHT)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "mine.py").symlink_to("../secret.py")
    assert "work: mine.py is a link; links are not followed" == refusal(tmp_path / "work")


@NO_LINKS
def test_a_folder_that_is_a_link_is_refused(tmp_path):
    """Its own name counts as the name of a file does."""
    put(tmp_path / "solution", mine__py=RIGHT)
    (tmp_path / "work").symlink_to("solution")
    assert "work: is a link; " in refusal(tmp_path / "work")
    (tmp_path / "work.py").symlink_to("solution")
    assert "work.py: is a link; " in refusal(tmp_path / "work.py")


@NO_LINKS
@pytest.mark.skipif(sys.platform == "darwin", reason="names there are always text")
def test_names_that_are_no_text_are_left_out(tmp_path):
    """Their bytes are spelled out."""
    put(tmp_path, mine__py=RIGHT)
    (tmp_path / "a\udcff.py").write_text(RIGHT)
    found = submission(tmp_path)
    assert ["mine.py"] == names(found)
    assert ("'a\\udcff.py' has signs in its name that no name should have.",) == found.notes


def test_an_empty_folder_says_what_is_looked_for(tmp_path):
    """No Python file, and no notebook."""
    (tmp_path / "work").mkdir()
    expected = "work: there is no Python file (.py) and no notebook (.ipynb) in it"
    assert expected == refusal(tmp_path / "work")


def test_one_archive_in_a_folder_is_the_submission(tmp_path):
    """As platforms deliver it; the name is that of the folder."""
    put(tmp_path / "ada", work__zip=archive(("mine.py", RIGHT)))
    found = submission(tmp_path / "ada")
    assert ("ada", ["mine.py"]) == (found.name, names(found))


def test_a_source_that_cannot_be_read_refuses_the_folder(tmp_path):
    """With its name: it may be the one that counts."""
    put(tmp_path / "work", mine__py=RIGHT, other__py=b"\xff")
    assert refusal(tmp_path / "work").startswith("other.py: is not UTF-8 at byte 0")


def test_ten_thousand_files_are_refused_quickly(tmp_path):
    """Listing stops at the bound."""
    work = put(tmp_path / "work")
    for number in range(10_000):
        (work / f"{number}.py").touch()
    begun = perf_counter()
    assert "work: has more than 2000 files; hand in your own only" == refusal(work)
    assert perf_counter() - begun < 2


def test_many_sources_are_refused(tmp_path):
    """A submission has a handful."""
    put(tmp_path / "work", **{f"a{number}__py": "" for number in range(101)})
    assert "more than 100 Python files" in refusal(tmp_path / "work")
    put(tmp_path / "long", **{f"a{number}__py": "#\n" * 100_000 for number in range(6)})
    assert "more than 1048576 letters in them" in refusal(tmp_path / "long")


def test_folders_in_folders_end_somewhere(tmp_path):
    """What lies deeper is named."""
    deep = tmp_path / "work"
    put(deep, mine__py=RIGHT)
    put(deep.joinpath(*"abcdef"), deep__py="")
    assert ("a/b/c/d/e lies too deep; it is not read.",) == submission(deep).notes
