"""The program that ``gdtrace derive --format python`` prints gives the trace's very numbers."""

import ast
import builtins
import keyword
import re
import subprocess
import sys

import numpy
import pytest
from attrs import evolve
from commands import output, process, refusal
from hypothesis import given, settings
from test_pages import PROBLEMS

import gdtrace
from gdtrace.notation import identifier
from gdtrace.presets import PRESETS
from gdtrace.problem_files import load_problem
from gdtrace.render.python import program
from strategies import cases, to_problem

FEW = 3
PARTS = (
    "# What is given",
    "# The first weights",
    "# Forward: from the inputs to the error",
    "# Backward: how much each link passes on",
    "# Gradients: how the error depends on each weight",
    "# Update: every weight moves against its gradient",
    "# The next iteration starts from the new weights",
)


def of(problem, style=""):
    """Return the program of a problem with few iterations, and the trace to compare with."""
    problem = evolve(problem, training=evolve(problem.training, iterations=FEW))
    text = program(gdtrace.train(problem, iterations=1, style=style))
    return text, gdtrace.train(problem, style=style, engine="scalar")


def executed(text):
    """Run a program in this process, silently, and return its variables."""
    silent = {**vars(builtins), "print": lambda *_: None}
    variables = {"__builtins__": silent}
    exec(compile(text, "<program>", "exec"), variables)
    found = {name: value for name, value in variables.items() if isinstance(value, float | int)}
    lists = {name: value for name, value in variables.items() if isinstance(value, list)}
    for name, values in lists.items():
        found |= {f"{name}_example{place}": value for place, value in enumerate(values, 1)}
    return found


def expected(trace):
    """Return every value of the last iteration, under the name that a program has for it."""
    last, new = trace.at(len(trace) - 1), trace.names.program.carry
    values = {}
    for symbol, ref in trace.names.table.items():
        # After its last line the loop has put the new weights under the old names.
        array = numpy.asarray(last[new.get(ref.key, ref.key)])
        name = identifier(symbol)
        if "n" not in ref.indices or trace.problem.examples == 1:
            place = tuple(0 if index == "n" else index for index in ref.indices)
            values[name] = float(array[place])
        else:
            for example in range(trace.problem.examples):
                place = tuple(example if index == "n" else index for index in ref.indices)
                values[f"{name}_example{example + 1}"] = float(array[place])
    return values


def differences(text, trace):
    """Return the variables that are not the trace's, bit for bit."""
    values = expected(trace)
    found = executed(text)
    assert found.pop("iteration") == len(trace) - 1
    return {
        name: (value, values.get(name))
        for name, value in found.items()
        if name not in values or float(value).hex() != values[name].hex()
    }


def names_in(tree):
    """Return every name that a piece of Python mentions."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Name)]


def written(tmp_path, name):
    """Return a problem of the table of odd pages."""
    path = tmp_path / "odd.toml"
    path.write_text(PROBLEMS[name].replace("'", '"'), encoding="utf-8")
    return load_problem(path)


@pytest.mark.parametrize("style", ["chain", "delta"])
@pytest.mark.parametrize("name", PRESETS)
def test_a_program_gives_the_numbers_of_the_trace(name, style):
    """Every variable of every preset, in both styles, after several iterations, bit for bit."""
    assert {} == differences(*of(gdtrace.problem(name), style))


@pytest.mark.parametrize("style", ["chain", "delta"])
@pytest.mark.parametrize(
    "name",
    [
        "deep",
        "sum",
        "twelve examples",
        "cross-entropy of three",
        "one parameter free",
        "all frozen",
        "one output of many",
        "zero weights",
        "diverging",
        "dead relus",
        "symbols of two digits",
    ],
)
def test_programs_of_unusual_problems_give_the_numbers_of_the_trace(name, style, tmp_path):
    """Relu, tanh, identity, cross-entropy, batches, several outputs, frozen, NaN: bit for bit."""
    assert {} == differences(*of(written(tmp_path, name), style))


@settings(max_examples=15, deadline=None)
@given(case=cases())
def test_programs_of_random_networks_give_the_numbers_of_the_trace(case):
    """Any sizes, activations, losses, biases and frozen parameters: bit for bit."""
    assert {} == differences(*of(to_problem(case)))


@pytest.mark.parametrize("name", PRESETS)
def test_a_program_has_every_weight_prediction_and_gradient(name):
    """What the lecture computes is there under its name, not only hidden in other lines."""
    text, trace = of(gdtrace.problem(name))
    found = executed(text)
    keys = {"W", "b", "SOP", "Activ", "grad_W", "grad_b", "new_W", "new_b", "Cost", "X", "Target"}
    for symbol, ref in trace.names.table.items():
        if ref.key.partition("@")[0] in keys:
            variable = identifier(symbol)
            assert any(each in found for each in (variable, f"{variable}_example1")), symbol


@pytest.mark.parametrize("style", ["chain", "delta"])
@pytest.mark.parametrize("name", PRESETS)
def test_a_program_is_plain_python(name, style):
    """It compiles; its names are ASCII words, defined before they are used; one import."""
    text, _ = of(gdtrace.problem(name), style)
    tree = ast.parse(text)
    known = {"range", "print", "max", "abs"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert "math" == node.module
            imported = {alias.name for alias in node.names}
            # Nothing is imported that no line uses.
            assert imported == {name for name in imported if f"{name}(" in text}
            known |= imported
    (loop,) = (line for line in tree.body if isinstance(line, ast.For))
    known.add(loop.target.id)
    for line in (*tree.body[: tree.body.index(loop)], *loop.body):
        if isinstance(line, ast.Assign):
            (target,) = line.targets
            # n is the example that a list goes through.
            assert set() == {each.id for each in names_in(line.value)} - known - {"n"}
            assert target.id.isidentifier()
            assert not keyword.iskeyword(target.id)
            known.add(target.id)
    assert text.isascii()


@pytest.mark.parametrize("name", PRESETS)
def test_comments_name_the_parts(name):
    """In the order of the lecture, each once; the first line says what the program does."""
    text, trace = of(gdtrace.problem(name))
    comments = re.findall(r"^ *(# .*)$", text, re.MULTILINE)
    assert list(PARTS) == [comment for comment in comments if "textbook" not in comment]
    first = f'"""Gradient descent step by step: {trace.problem.name}."""'
    assert first == text.split("\n")[0]
    assert f"for iteration in range({FEW}):" in text


def test_a_part_without_lines_has_no_comment(tmp_path):
    """Where nothing is learned, nothing is said of first weights, gradients and updates."""
    text, _ = of(written(tmp_path, "all frozen"))
    assert [PARTS[0], PARTS[2], PARTS[3]] == re.findall(r"^ *(# .*)$", text, re.MULTILINE)


def test_the_program_that_is_printed_runs_by_itself(tmp_path):
    """Saved under a name with .py and run as a process, it prints what the trace ends with."""
    file = tmp_path / "training.py"
    assert "" == output("derive", "two-two-two", "--iterations", "50", "-o", str(file))
    done = subprocess.run(
        [sys.executable, "-W", "error", str(file)], capture_output=True, check=True, timeout=60
    )
    trace = gdtrace.train(gdtrace.problem("two-two-two"), iterations=50, engine="scalar")
    symbols = ("Predicted1", "Predicted2", "Error")
    assert [f"{symbol} = {float(trace[symbol][-1])!r}" for symbol in symbols] == (
        done.stdout.decode().splitlines()
    )
    assert b"" == done.stderr


def test_an_ending_and_the_option_ask_for_the_same_program(tmp_path):
    """``-o training.py`` writes the file that ``--format python`` prints."""
    file = tmp_path / "training.py"
    output("derive", "by-hand-2-2-1", "-o", str(file))
    assert output("derive", "by-hand-2-2-1", "--format", "python") == file.read_text("utf-8")


def test_a_program_is_the_same_bytes_everywhere():
    """ASCII also where the notation is not, and on a console that knows no other letters."""
    done = process("derive", "logistic-neuron", "--format", "python", PYTHONIOENCODING="ascii")
    assert output("derive", "logistic-neuron", "--format", "python").encode() == (
        done.stdout.replace(b"\r\n", b"\n")
    )
    assert b"y_hat" in done.stdout


def test_results_have_the_lectures_names(tmp_path):
    """An output neuron that hands its sum on is printed as the prediction."""
    text, trace = of(written(tmp_path, "diverging"))
    assert 'print("Predicted =", SOP3)' in text
    assert "Predicted" in trace.names.table


def test_only_derive_makes_programs():
    """The page about one weight is no program, and says where there is one."""
    message = refusal("explain", "tutorial-3-2-1", "W11", "--format", "python")
    assert message.startswith("Error: the format python is one of gdtrace derive only")
