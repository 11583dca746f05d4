"""What a submission may read: the standard library, numpy, and the libraries they are made of.

Standard library only: this file runs beside a submission, before that is read.
"""

import os
from collections.abc import Iterator, Sequence

PACKAGES = ("site-packages", "dist-packages")
"""Where other packages are installed: a reference solution may be among them."""


def readable(library: Sequence[str], numpy: str, maps: str) -> Iterator[str]:
    """Yield files and folders.

    Parameters
    ----------
    library : list of path
        The folders of the standard library. Their entries are named one by one, because other
        packages are installed in one of them.
    numpy : path
        The folder of numpy.
    maps : str
        What /proc/self/maps says: libraries are looked for where some have been found already.
    """
    for path in library:
        if not any(path.startswith(f"{other}{os.sep}") for other in library):
            yield from _entries(path)
    yield numpy
    yield f"{numpy}.libs"
    yield "/etc/ld.so.cache"
    for folder in sorted({os.path.dirname(path) for path in mapped(maps)}):
        if not folder.startswith((numpy, *library)):
            yield from _libraries(folder)


def _entries(path: str) -> Iterator[str]:
    if not os.path.isdir(path):
        # A library may be an archive.
        yield path
        return
    for name in sorted(os.listdir(path)):
        if name not in PACKAGES:
            yield os.path.join(path, name)


def _libraries(folder: str) -> Iterator[str]:
    names = sorted(os.listdir(folder))
    if any(name.startswith("python") for name in names):
        # Packages may lie further down.
        yield from (os.path.join(folder, name) for name in names if ".so" in name)
    else:
        yield folder


def mapped(maps: str) -> Iterator[str]:
    """Yield the paths of the shared libraries that a process has loaded."""
    for line in maps.splitlines():
        path = line.split(maxsplit=5)[5:]
        if path and ".so" in os.path.basename(path[0]):
            yield path[0]
