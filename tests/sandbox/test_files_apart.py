import os
import struct
import subprocess
import sys

import pytest
from levels import needs_l2

from gdtrace.sandbox import landlock, limits
from gdtrace.sandbox.readable import mapped, readable

MAPS = """\
55d0-55d1 r--p 00000000 08:01 131 /usr/bin/python3.11
7f00-7f01 r-xp 00000000 08:01 132 {here}/libc.so.6
7f02-7f03 r-xp 00000000 08:01 133 {here}/libc.so.6
7f04-7f05 rw-p 00000000 00:00 0
7f06-7f07 r--s 00000000 08:01 134 {numpy}/core/a b.so
7ffe-7fff rw-p 00000000 00:00 0 [stack]
"""


@pytest.mark.parametrize(
    ("version", "files", "rest"),
    [
        (1, 13, ()),
        (2, 14, ()),
        (3, 15, ()),
        (4, 15, (3,)),
        (5, 16, (3,)),
        (6, 16, (3, 3)),
        (7, 16, (3, 3)),
        (9, 16, (3, 3)),
    ],
)
def test_each_version_forbids_what_it_knows(version, files, rest):
    """Older kernels refuse what they do not know, so they are asked for less."""
    expected = struct.pack(f"={1 + len(rest)}Q", 2**files - 1, *rest)
    assert expected == landlock.handled(version)


def test_other_packages_are_not_readable(tmp_path):
    """The library's entries one by one, without the folders where anything can be installed."""
    library = tmp_path / "lib"
    for name in ("json", "site-packages", "dist-packages", "lib-dynload"):
        (library / name).mkdir(parents=True)
    (library / "os.py").touch()
    folders = [str(library), str(tmp_path / "python311.zip"), str(library / "lib-dynload")]
    found = list(readable(folders, "/p/numpy", ""))
    assert [
        *(str(library / name) for name in ("json", "lib-dynload", "os.py")),
        str(tmp_path / "python311.zip"),
        "/p/numpy",
        "/p/numpy.libs",
        "/etc/ld.so.cache",
    ] == found


def test_libraries_are_readable_where_one_is_loaded(tmp_path):
    """Beside the C library others are needed; where Python lies, nothing but libraries is named."""
    for name in ("libc.so.6", "libm.so.6", "notes.txt"):
        (tmp_path / name).touch()
    maps = MAPS.format(here=tmp_path, numpy="/p/numpy")
    assert [f"{tmp_path}/libc.so.6"] * 2 + ["/p/numpy/core/a b.so"] == list(mapped(maps))
    assert [str(tmp_path)] == list(readable([], "/p/numpy", maps))[3:]
    (tmp_path / "python3.11").mkdir()
    found = list(readable([], "/p/numpy", maps))
    assert [str(tmp_path / "libc.so.6"), str(tmp_path / "libm.so.6")] == found[3:]


RESTRICTED = """\
import os, sys
from gdtrace.sandbox import kernel, landlock
folder, version = sys.argv[1], int(sys.argv[2])
os.makedirs(folder + "/open/deep", exist_ok=True)
for path in ("open/deep/a", "alone", "closed", "written"):
    open(f"{folder}/{path}", "w").write("x")
names = [f"{folder}/open", f"{folder}/alone", f"{folder}/missing"]
rules = landlock.ruleset(version, names, [f"{folder}/written"])
kernel.setting(kernel.NO_NEW_PRIVILEGES, 1)
landlock.restrict(rules)

def attempt(path, mode):
    try:
        open(f"{folder}/{path}", mode).close()
        return "yes"
    except PermissionError:
        return "no"

print(*[attempt(*each.split()) for each in sys.argv[3:]])
"""


@needs_l2
@pytest.mark.parametrize("version", range(1, landlock.version() + 1))
def test_only_what_is_named_can_be_opened(version, tmp_path):
    """With the rights of every version that this kernel still understands."""
    attempts = {
        "open/deep/a r": "yes",
        "alone r": "yes",
        "written w": "yes",
        "closed r": "no",
        "open/deep/a w": "no",
        "alone a": "no",
        "new w": "no",
        "open/new w": "no",
    }
    command = [sys.executable, "-c", RESTRICTED, str(tmp_path), str(version), *attempts]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    assert (list(attempts.values()), "") == (done.stdout.split(), done.stderr)


def test_limits_are_named_as_the_system_names_them():
    """A limit with a wrong name would limit nothing."""
    resource = pytest.importorskip("resource")
    if sys.platform.startswith("linux"):
        assert [] == [name for name in limits.values(5) if not hasattr(resource, name)]
    assert 5 == limits.values(5)["RLIMIT_CPU"]
