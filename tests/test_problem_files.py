import json
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from problem_makers import GOOD, toml

from gdtrace.errors import GdtraceError, ProblemError
from gdtrace.networks import Layer, Network
from gdtrace.presets import PRESETS, preset
from gdtrace.problem_changes import change, with_seed
from gdtrace.problem_files import (
    from_dict,
    load_problem,
    parse_problem,
    resolve_problem,
    to_dict,
    to_toml,
)
from gdtrace.problems import NOTATIONS, STYLES, Display
from strategies import cases, to_problem

displays = st.builds(
    Display,
    notation=st.sampled_from(["", *NOTATIONS]),
    style=st.sampled_from(["", *STYLES]),
    digits=st.integers(3, 17),
)
finite = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def problems(draw):
    """Draw problems with initial parameters or a seed, any display and any texts."""
    problem = to_problem(draw(cases()), iterations=draw(st.integers(1, 10**9)))
    if draw(st.booleans()):
        problem = with_seed(problem, draw(st.integers(0, 2**32 - 1)))
    texts = {name: draw(st.text(max_size=20)) for name in ("name", "title", "source")}
    return evolve(problem, display=draw(displays), **texts)


@given(problem=problems())
def test_toml_and_back_changes_nothing(problem):
    """A problem written as TOML and read again is equal, whatever its fields hold."""
    assert problem == parse_problem(to_toml(problem))


@given(problem=problems())
def test_plain_data_and_back_changes_nothing(problem):
    """A problem as dicts and lists, even through JSON, is read as an equal one."""
    data = to_dict(problem)
    assert problem == from_dict(data)
    assert problem == from_dict(json.loads(json.dumps(data)))


@given(value=finite, rate=st.floats(min_value=0, exclude_min=True, allow_infinity=False))
def test_floats_come_back_bit_for_bit(value, rate):
    """The shortest spelling of a float is enough to read the same float, sign of zero included."""
    problem = change(parse_problem(GOOD), {"x[0][1]": repr(value), "learning_rate": repr(rate)})
    back = parse_problem(to_toml(problem))
    assert value.hex() == back.data.x[0][1].hex()
    assert rate.hex() == back.training.learning_rate.hex()


@pytest.mark.parametrize("name", PRESETS)
def test_presets_come_back_from_toml(name):
    """What ``gdtrace problem NAME`` prints is that very problem."""
    assert preset(name) == parse_problem(to_toml(preset(name)))


def test_a_problem_reads_like_a_file_written_by_hand():
    """The sections are in the order of the work, matrices on one line, nothing usual is said."""
    assert (
        to_toml(preset("tutorial-3-2-1"))
        == """\
name = "tutorial-3-2-1"
title = "3 inputs, 2 hidden neurons, 1 output"
source = "hidden-layer tutorial, first listing"

[network]
inputs = 3
bias = false
loss = "squared_error"

[[network.layers]]
units = 2
activation = "sigmoid"

[[network.layers]]
units = 1
activation = "sigmoid"

[data]
x = [[0.1, 0.4, 4.1]]
target = [[0.2]]

[training]
learning_rate = 0.001
iterations = 80000
reduction = "mean"
seed = 0
"""
    )


def test_given_parameters_frozen_ones_and_the_display_are_written():
    """What differs from the usual has its line, below its heading."""
    text = to_toml(change(preset("two-two-two"), {"digits": "5", "style": "chain"}))
    assert text.endswith("""\
freeze = ["b@1", "b@2"]

[training.initial]
weights = [[[0.15, 0.25], [0.2, 0.3]], [[0.4, 0.5], [0.45, 0.55]]]
biases = [[0.35, 0.35], [0.6, 0.6]]

[display]
style = "chain"
digits = 5
""")


def test_what_a_file_leaves_out_is_as_usual():
    """Biases, sigmoid, squared error, mean and seed 0 need not be said."""
    problem = parse_problem(GOOD)
    assert Network(inputs=2, layers=[Layer(1)]) == problem.network
    assert ("mean", (), 0, None) == (
        problem.training.reduction,
        problem.training.freeze,
        problem.training.seed,
        problem.training.initial,
    )
    assert Display() == problem.display


def test_a_file_is_loaded_under_its_own_name(tmp_path):
    """A file without a name is called like the file; one with a name keeps it."""
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "other.toml").write_text('name = "xor"\n' + GOOD, encoding="utf-8")
    assert "mine" == load_problem(tmp_path / "mine.toml").name
    assert "xor" == load_problem(str(tmp_path / "other.toml")).name
    assert parse_problem(GOOD) == evolve(load_problem(tmp_path / "mine.toml"), name="")


def test_a_file_from_any_editor_is_read(tmp_path):
    """A byte order mark and carriage returns are no part of the TOML."""
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert parse_problem(GOOD).data == load_problem(path).data


def test_the_faults_of_a_file_stand_under_its_path(tmp_path):
    """The first line names the file and counts what is wrong with it."""
    path = tmp_path / "bad.toml"
    path.write_text(toml(("= 10", "= 0"), ("rate = 1", "rate = 0")), encoding="utf-8")
    with pytest.raises(ProblemError, match=r"^.*bad\.toml: 2 faults\n") as caught:
        load_problem(path)
    assert [
        f"{path}: 2 faults",
        "training.learning_rate: must be > 0, got 0",
        "training.iterations: must be at least 1, got 0",
    ] == str(caught.value).splitlines()


def test_a_missing_file_names_the_nearest(tmp_path, monkeypatch):
    """A misspelt path is answered with the files beside it, or with presets like it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "homework.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(
        ProblemError, match=r"^no file homwork\.toml; did you mean homework\.toml\?$"
    ):
        load_problem("homwork.toml")
    with pytest.raises(
        ProblemError, match=r"^no file two-two-two\.toml; did you mean two-two-two\?$"
    ):
        load_problem("two-two-two.toml")
    with pytest.raises(
        ProblemError,
        match=r"^no file x\.toml; 'gdtrace problems' lists the problems that need none$",
    ):
        load_problem("x.toml")


def test_a_folder_is_no_file(tmp_path):
    """A path to a folder is answered in a sentence."""
    with pytest.raises(ProblemError, match=r": is a directory; give a file in it$"):
        load_problem(tmp_path)


def test_a_path_that_cannot_be_one_is_told(tmp_path):
    """A path that the system refuses is answered in a sentence."""
    with pytest.raises(ProblemError, match=r"a\x00\.toml: cannot be read: embedded null "):
        load_problem(f"{tmp_path}/a\0.toml")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="anyone may read any file here"
)
def test_a_file_without_permission_is_told(tmp_path):
    """A file that may not be read is answered with the system's reason."""
    path = tmp_path / "a.toml"
    path.write_text(GOOD, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(ProblemError, match=r"a\.toml: cannot be read: Permission denied$"):
        load_problem(path)


def test_a_file_in_another_encoding_is_told(tmp_path):
    """Bytes that are not UTF-8 are answered with the place of the first."""
    path = tmp_path / "latin.toml"
    path.write_bytes(b'title = "caf\xe9"\n')
    with pytest.raises(
        ProblemError, match=r"latin\.toml: not UTF-8, at byte 12; save it as UTF-8$"
    ):
        load_problem(path)


def test_a_name_stands_for_a_preset_and_a_path_for_a_file(tmp_path, monkeypatch):
    """A preset's name comes first; an ending, a folder or an existing file makes it a path."""
    monkeypatch.chdir(tmp_path)
    for name in ("two-two-two", "mine.toml", "plain"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    assert preset("two-two-two") == resolve_problem("two-two-two")
    for path in ("mine.toml", "./two-two-two", "plain", str(tmp_path / "mine.toml")):
        assert parse_problem(GOOD).data == resolve_problem(path).data


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "tutorial-321",
            "no problem is called 'tutorial-321'; did you mean tutorial-3-2-1 or tutorial-10-2-1?",
        ),
        (
            "xor",
            "no problem is called 'xor'; 'gdtrace problems' lists them all; "
            "or give the path of a .toml file",
        ),
        ("xor.toml", "no file xor.toml; 'gdtrace problems' lists the problems that need none"),
        (
            "here/xor",
            f"no file {Path('here/xor')}; 'gdtrace problems' lists the problems that need none",
        ),
    ],
)
def test_what_is_neither_name_nor_file_gets_the_way_out(name, message, tmp_path, monkeypatch):
    """A misspelt problem is answered with the nearest, a misspelt path as a path."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GdtraceError, match=f"^{re.escape(message)}$"):
        resolve_problem(name)


def test_written_files_are_toml_to_any_reader():
    """The standard library's own reader finds the same values."""
    assert to_dict(preset("sigmoid-neuron")) == tomllib.loads(to_toml(preset("sigmoid-neuron")))
