"""Problems by name, and from TOML files and back."""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from attrs import Attribute, evolve, fields, has

from gdtrace.errors import nearest, unknown
from gdtrace.presets import PRESETS, WAY_OUT, preset
from gdtrace.problems import Display, Problem
from gdtrace.toml_files import parse, read_text


def resolve_problem(name_or_path: str) -> Problem:
    """Return the problem that a command line names: a preset, or else a file.

    >>> resolve_problem("two-two-two").name
    'two-two-two'

    Raises
    ------
    GdtraceError
        If it is neither, with the nearest presets or files; if the file has faults, with all.
    """
    path = Path(name_or_path)
    if name_or_path in PRESETS:
        return preset(name_or_path)
    if path.suffix == ".toml" or path.name != name_or_path or path.is_file():
        return load_problem(path)
    raise unknown("problem", name_or_path, PRESETS, f"{WAY_OUT}; or give the path of a .toml file")


def load_problem(path: str | PathLike[str]) -> Problem:
    """Read a problem file; where it has no name, the file's own is taken.

    Raises
    ------
    ProblemError
        If the file cannot be read, is not TOML, or breaks rules: one line per fault.
    """
    path = Path(path)
    text = read_text(path, _missing_file)
    problem = parse_problem(text, source=str(path))
    return problem if problem.name else evolve(problem, name=path.stem)


def _missing_file(path: Path) -> str:
    try:
        files = [each.stem for each in path.parent.glob("*.toml")]
    except OSError:
        files = []
    close = [str(path.parent / f"{stem}.toml") for stem in nearest(path.stem, files)]
    close += nearest(path.stem, PRESETS)
    way_out = "'gdtrace problems' lists the problems that need none"
    if close:
        way_out = f"did you mean {' or '.join(close)}?"
    return f"no file {path}; {way_out}"


def parse_problem(text: str, *, source: str = "") -> Problem:
    """Return the problem that a TOML text describes; messages begin with ``source``.

    >>> parse_problem(to_toml(preset("two-two-two"))) == preset("two-two-two")
    True
    """
    return from_dict(parse(text, source), source=source)


def to_toml(problem: Problem) -> str:
    r"""Return the problem as TOML; what is empty or as usual is left out.

    >>> print(to_toml(preset("single-weight")).split("\n\n")[1])
    [network]
    inputs = 1
    bias = false
    loss = "half_squared_error"
    """
    import tomlkit

    return tomlkit.dumps(_tables_last(to_dict(problem)))


def _tables_last(table: dict[str, Any]) -> dict[str, Any]:
    # In TOML a value below a table's heading belongs to that table.
    sub = {key: value for key, value in table.items() if _is_table(value)}
    plain = {key: value for key, value in table.items() if key not in sub}
    return plain | {k: _tables_last(v) if isinstance(v, dict) else v for k, v in sub.items()}


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(each, dict) for each in value)
    )


def to_dict(problem: Problem) -> dict[str, Any]:
    """Return the problem as dicts, lists and plain values, as its TOML has them.

    >>> to_dict(preset("single-weight"))["training"]["initial"]
    {'weights': [[[0.8]]]}
    """
    data: dict[str, Any] = _plain(problem)
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if not has(type(value)):
        return value
    pairs = ((attribute, getattr(value, attribute.name)) for attribute in fields(type(value)))
    return {a.name: _plain(each) for a, each in pairs if _worth_writing(a, each)}


def _worth_writing(attribute: "Attribute[Any]", value: Any) -> bool:
    usual = {"display": Display(), "digits": attribute.default}
    empty = value is None or value == "" or value == ()
    return not empty and not (attribute.name in usual and value == usual[attribute.name])


def from_dict(data: Mapping[str, Any], *, source: str = "") -> Problem:
    """Return the problem that plain dicts and lists describe.

    Raises
    ------
    ProblemError
        One line per fault, in the order of the data; ``source`` heads them.
    """
    # Presets need neither this nor cattrs.
    from gdtrace.structuring import structure_problem

    return structure_problem(data, source=source)
