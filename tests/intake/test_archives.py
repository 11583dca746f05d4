import io
import struct
import zipfile

import pytest
from handing_in import RIGHT, archive, link, notebook, put
from test_files import refusal
from test_folders import names

from gdtrace.intake.reading import submission


@pytest.fixture
def packed(tmp_path):
    """Return what writes an archive and returns its path."""

    def write(data):
        return put(tmp_path, work__zip=data) / "work.zip"

    return write


def test_an_archive_is_read_like_the_folder_it_was(packed):
    """A folder around everything, and what macOS adds, do not count; nothing is unpacked."""
    path = packed(
        archive(
            ("handed-in/mine.py", RIGHT),
            ("handed-in/a/b.py", ""),
            ("handed-in/book.ipynb", notebook("w = 1")),
            ("handed-in/data.csv", "1"),
            ("__MACOSX/handed-in/._mine.py", b"\0\5\x16\7"),
            ("handed-in/.DS_Store", b"\0"),
        )
    )
    found = submission(path)
    assert ("work.zip", ["book.ipynb", "mine.py", "a/b.py"], ()) == (
        found.name,
        names(found),
        found.notes,
    )
    assert ["work.zip"] == [each.name for each in path.parent.iterdir()]


def test_backslashes_separate_too(packed):
    """Some programs on Windows write them."""
    assert ["a.py", "b/c.py"] == names(
        submission(packed(archive(("work\\a.py", RIGHT), ("work\\b\\c.py", ""))))
    )


@pytest.mark.parametrize(
    "name",
    ["../evil.py", "/evil.py", "a/../../evil.py", "C:/evil.py", "a\\..\\..\\evil.py", "a//evil.py"],
)
def test_members_that_lead_out_of_the_archive_refuse_it(name, packed):
    """No honest program makes them, wherever they would lead."""
    message = refusal(packed(archive(("mine.py", RIGHT), (name, RIGHT))))
    assert message.startswith("work.zip: ")
    assert message.endswith("leads out of the archive")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("members", "what"),
    [
        (("mine.py", "mine.py"), "is in the archive twice"),
        (("a/mine.py", "a\\mine.py"), "is in the archive twice"),
        (("a.py", "a.py/mine.py"), "is in the archive twice, as a file and as a folder"),
        (("a.py/mine.py", "a.py"), "is in the archive twice"),
        (("a.py", "a.py/"), "is in the archive twice"),
    ],
)
def test_a_name_that_stands_for_two_files_refuses_the_archive(members, what, packed):
    """Nobody could say which one was marked."""
    assert refusal(packed(archive(*((name, RIGHT) for name in members)))).endswith(what)


def test_links_in_an_archive_are_not_followed(packed):
    """Their content would be the name of another file."""
    expected = "work.zip: mine.py is a link; links are not followed"
    assert expected == refusal(packed(archive((link("mine.py"), "/etc/passwd"))))


def test_a_password_is_asked_for_without_success(packed):
    """The archive has to be made without one."""
    data = bytearray(archive(("mine.py", RIGHT)))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + at] |= 1
    message = refusal(packed(bytes(data)))
    assert "mine.py: is encrypted; make the archive without a password" == message


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack_are_refused(method, packed):
    """They can take much memory for little data."""
    message = refusal(packed(archive(("mine.py", RIGHT), compression=method)))
    assert "mine.py: is packed in a way that is not read; make a plain .zip" == message


def test_a_bomb_is_refused_before_it_is_unpacked(packed):
    """By what it says of itself, even if it is no source."""
    message = refusal(packed(archive(("mine.py", RIGHT), ("data.csv", bytes(2**25)))))
    assert message.startswith("work.zip: data.csv would unpack to 33554432 bytes from ")


def test_a_large_source_is_refused_before_it_is_unpacked(packed):
    """As it is in a folder."""
    message = refusal(packed(archive(("mine.py", b"#" * 2**20))))
    assert "mine.py: has 1048576 bytes; at most 262144 are read" == message


def patched(data, size):
    """Return an archive of one member that claims another size in both of its headers."""
    made = bytearray(data)
    struct.pack_into("<I", made, made.index(b"PK\3\4") + 22, size)
    struct.pack_into("<I", made, made.index(b"PK\1\2") + 24, size)
    return bytes(made)


@pytest.mark.parametrize("size", [0, 10, 200_000])
def test_a_member_that_lies_about_its_size_is_damaged(size, packed):
    """No more is read than it has claimed, and what is read does not add up."""
    data = patched(archive(("mine.py", b"#" * 2**22)), size)
    assert refusal(packed(data)).startswith("mine.py: is damaged in the archive")


def test_archives_in_archives_stay_closed(packed):
    """Two of them are one too many."""
    inner = archive(("mine.py", RIGHT))
    expected = "work.zip: inner.zip is an archive in an archive"
    assert expected == refusal(packed(archive(("inner.zip", inner))))
    assert ["mine.py"] == names(submission(packed(archive(("a.zip", inner), ("mine.py", RIGHT)))))


def test_many_members_are_refused(packed):
    """Whatever they are."""
    data = archive(*((f"{number}.txt", "") for number in range(2001)))
    assert "work.zip: holds 2001 files; at most 2000 are read" == refusal(packed(data))


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\5\6" + bytes(18), RIGHT.encode()])
def test_what_is_no_archive_is_refused(data, packed):
    """An empty one has nothing in it; others are not whole."""
    assert refusal(packed(data)).startswith("work.zip: ")


def test_a_damaged_archive_is_said_to_be(packed):
    """By the file that cannot be read."""
    data = bytearray(archive(("mine.py", RIGHT)))
    data[data.index(b"mine.py") + 12] ^= 0xFF
    assert refusal(packed(bytes(data))).startswith("mine.py: is damaged in the archive")


def test_an_archive_too_large_is_refused_unread(tmp_path):
    """At most 20 MiB."""
    path = put(tmp_path, work__zip=b"") / "work.zip"
    with path.open("wb") as file:
        file.truncate(2**30)
    assert "work.zip: has 1073741824 bytes; at most 20971520 are read" == refusal(path)


def test_a_name_with_a_zero_in_it_is_refused(packed):
    """Programs would see two different names."""
    data = archive(("mineX.py", RIGHT)).replace(b"mineX.py", b"mine\0.py")
    assert refusal(packed(data)).endswith("has a name that is none")


def test_text_around_an_archive_does_not_matter(packed):
    """As in archives that are programs too; members are found from the end."""
    data = b"#!/bin/sh\n" + archive(("mine.py", RIGHT))
    assert zipfile.is_zipfile(io.BytesIO(data))
    assert ["mine.py"] == names(submission(packed(data)))
