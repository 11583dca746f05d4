import os
import re
import subprocess
import sys

import pytest
from commands import output, process, refusal, run

TRACE = ("trace", "tutorial-3-2-1")
WAY_OUT = "write it like 0,1,10:100:10,last with numbers from 0 to 79999"
SYMBOLS = (
    "there are X1, X2, X3, Target, learning_rate, W11, W12, W21, W22, W31, W32, W41, "
    "... (23 in all)"
)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("tutorial-3-2-1", "That is a problem. Try: gdtrace trace tutorial-3-2-1"),
        (
            "tutoral-3-2-1",
            "There is no command tutoral-3-2-1. Did you mean: gdtrace trace tutorial-3-2-1",
        ),
        (
            "Tutorial-3-2-1",
            "There is no command Tutorial-3-2-1. Did you mean: gdtrace trace tutorial-3-2-1",
        ),
        ("trase x", "There is no command trase. Did you mean: gdtrace trace"),
        ("problms", "There is no command problms. Did you mean: gdtrace problems"),
        ("help", "There is no command help. Did you mean: gdtrace --help"),
        ("qqqqqq", "There is no command qqqqqq. gdtrace --help lists them"),
        (
            "trace",
            "Which problem? gdtrace problems lists them. For example: gdtrace trace tutorial-3-2-1",
        ),
        (
            "problem",
            "Which problem? gdtrace problems lists them. "
            "For example: gdtrace problem tutorial-3-2-1",
        ),
    ],
)
def test_a_wrong_command_is_answered_with_the_right_one(arguments, sentence):
    """A problem, a misspelt command or a missing problem: one sentence with the way out."""
    assert f"Error: {sentence}" == refusal(*arguments.split())


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            "tutorial-3-2",
            "no problem is called 'tutorial-3-2'; did you mean tutorial-3-2-1 or tutorial-10-2-1?",
        ),
        (
            "xor",
            "no problem is called 'xor'; 'gdtrace problems' lists them all; "
            "or give the path of a .toml file",
        ),
        ("mine.toml", "no file mine.toml; 'gdtrace problems' lists the problems that need none"),
        (
            "tutorial-3-2-1.toml",
            "no file tutorial-3-2-1.toml; did you mean tutorial-3-2-1 or tutorial-10-2-1?",
        ),
        (".", ".: is a directory; give a file in it"),
    ],
)
@pytest.mark.parametrize("command", ["trace", "problem"])
def test_an_unknown_problem_is_answered_with_the_nearest(
    command, problem, sentence, tmp_path, monkeypatch
):
    """A misspelt preset, a file that is not there, a directory."""
    monkeypatch.chdir(tmp_path)
    assert f"Error: {sentence}" == refusal(command, problem)


@pytest.mark.parametrize("command", ["trace", "problem"])
def test_a_broken_problem_file_is_refused_with_its_name(command, tmp_path, monkeypatch):
    """What is no TOML, and what has faults: each fault on a line of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text("inputs = [\n")
    assert re.match(r"Error: mine\.toml: not valid TOML: ", refusal(command, "mine.toml"))
    (tmp_path / "mine.toml").write_text(
        "[network]\ninputs = 0\nbais = true\n[[network.layers]]\nunits = 2\n"
        'activation = "sigmod"\n[data]\nx = [[1, 2]]\n'
        "[training]\nlearning_rate = -1\niterations = 0\n"
    )
    result = run(command, "mine.toml")
    assert (2, "") == (result.exit_code, result.stdout)
    assert [
        "Error: mine.toml: 6 faults",
        "network.inputs: must be at least 1, got 0",
        "network.bais: no field is called 'bais'; did you mean bias?",
        "network.layers[0].activation: no activation is called 'sigmod'; did you mean sigmoid?",
        "data.target: is missing",
        "training.learning_rate: must be > 0, got -1",
        "training.iterations: must be at least 1, got 0",
    ] == result.stderr.splitlines()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("--set lerning_rate=1", "no field is called 'lerning_rate'; did you mean learning_rate?"),
        ("--set learning_rate=-1", "training.learning_rate: must be > 0, got -1"),
        ("--set learning_rate=fast", "training.learning_rate: must be a number, got 'fast'"),
        (
            "--set learning_rate",
            "--set learning_rate: write it as FIELD=VALUE, for example --set learning_rate=0.5",
        ),
        ("--set =1", "--set =1: write it as FIELD=VALUE, for example --set learning_rate=0.5"),
        (
            "--notation recap",
            "the recap notation names one neuron, this network has 3; "
            "use the notation tutorial or layered",
        ),
        (
            "--notation greek",
            "display.notation: no notation is called 'greek'; "
            "there are tutorial, recap, logistic, layered",
        ),
        ("--style chian", "display.style: no style is called 'chian'; did you mean chain?"),
        ("--show g3", "g3 is not the same in all chains; choose: g3:W41, g3:W42, g3:W11, g3:W12"),
        ("--show g3(SPO1)", "no symbol is called 'SPO1'; did you mean SOP1?"),
        (
            "--show g3(SOP1)",
            "g3(SOP1): chains lead to weights and biases that are learned, not to SOP1",
        ),
        ("--show g9", "no chain of this network has a factor g9"),
        ("--show g5:W41", "the chain to W41 has no factor g5:W41"),
        ("--show SPO1", "no symbol is called 'SPO1'; did you mean SOP1?"),
        ("--show zebra", f"no symbol is called 'zebra'; {SYMBOLS}"),
        ("--at abc", f"--at abc: not a list of iterations; {WAY_OUT}"),
        ("--at 1.5", f"--at 1.5: not a list of iterations; {WAY_OUT}"),
        ("--at 0:10:0", f"--at 0:10:0: not a list of iterations; {WAY_OUT}"),
        ("--at 5:2", f"--at 5:2: names no iteration; {WAY_OUT}"),
        ("--at=", f"--at : names no iteration; {WAY_OUT}"),
        (
            "--at 80000",
            "--at 80000: the problem has 80000 iterations, 0 to 79999; --iterations gives it more",
        ),
        (
            "--at -80001",
            "--at -80001: the problem has 80000 iterations, 0 to 79999; --iterations gives it more",
        ),
        (
            "--iterations 10 --at 0,10",
            "--at 10: the problem has 10 iterations, 0 to 9; --iterations gives it more",
        ),
        ("--iterations 0", "Invalid value for '--iterations': 0 is not in the range x>=1."),
        ("--digits 2", "Invalid value for '--digits': 2 is not in the range 3<=x<=17."),
        ("--seed -1", "Invalid value for '--seed': -1 is not in the range 0<=x<=4294967295."),
    ],
)
def test_a_wrong_option_is_answered_with_the_way_out(arguments, sentence):
    """A value that breaks a rule, an unknown name, an ambiguous symbol: one sentence, code 2."""
    assert f"Error: {sentence}" == refusal(*TRACE, *arguments.split())


@pytest.mark.parametrize(
    ("arguments", "pattern"),
    [
        ("--format xml", r"no format is called 'xml'; there are text, "),
        ("--seed x", r"Invalid value for '--seed': 'x' is not a valid integer"),
        ("--shwo g1", r"No such option:? '?--shwo'?\.? .*--show"),
        ("--engine jax", r"no engine is called 'jax'; there are auto, interpret, scalar, "),
        (
            "two-two-two",
            "One problem at a time: gdtrace trace tutorial-3-2-1, then gdtrace trace two-two-two",
        ),
        ("W11", "trace takes one problem. To print the value W11 add --show W11; .*"),
    ],
)
def test_what_click_or_a_growing_table_answers_is_a_sentence_too(arguments, pattern):
    """Their words may change with the version; the exit code and the place may not."""
    assert re.match(f"Error: {pattern}", refusal(*TRACE, *arguments.split()))


@pytest.mark.parametrize(
    ("problem", "typed", "symbol"),
    [
        ("tutorial-3-2-1", "w11", "W11"),
        ("tutorial-3-2-1", "sop1", "SOP1"),
        ("tutorial-3-2-1", "Activ3", "Predicted"),
        ("tutorial-3-2-1", "g3(W41)", "g3(W41)"),
        ("tutorial-3-2-1", "g3:w41", "g3(W41)"),
        ("tutorial-3-2-1", "G1", "g1"),
        ("tutorial-3-2-1", "dError_dW11", "∂Error/∂W11"),
        ("tutorial-3-2-1", "grad_W11", "∂Error/∂W11"),
        ("tutorial-3-2-1", "new_W11", "new W11"),
        ("tutorial-10-2-1", "W1_1", "W1,1"),
        ("tutorial-10-2-1", "W1,1", "W1,1"),
        ("tutorial-10-2-1", "w10_2", "W10,2"),
        ("logistic-neuron", "y_hat", "ŷ"),
        ("single-weight", "delta", "δ"),
        ("single-weight", "eta", "η"),
    ],
)
def test_symbols_are_found_as_readers_type_them(problem, typed, symbol):
    """In any case, without brackets and commas, by another name: no error, the right row."""
    lines = output("trace", problem, "--show", typed).splitlines()
    assert symbol in (lines[4].split("  ")[0], lines[4].partition(" = ")[0])


@pytest.mark.parametrize("at", ["last", "-1", "79999"])
def test_the_last_iteration_has_three_names(at):
    """By its number, counted from the end, or as a word."""
    text = output(*TRACE, "--show", "SOP1", "--at", at)
    assert text.startswith("tutorial-3-2-1: iteration 79999, the last of 80000\n")


@pytest.mark.parametrize(
    ("at", "indices"),
    [
        ("0,1,last", ["0", "1", "99"]),
        ("10:40:10", ["10", "20", "30"]),
        ("3,1,3", ["3", "1"]),
        (" 0 , 5 ", ["0", "5"]),
        ("-2:", ["98", "99"]),
        ("0,,1", ["0", "1"]),
    ],
)
def test_lists_of_iterations_are_read_in_their_order(at, indices):
    """Numbers, ranges and last, each iteration once."""
    lines = output("trace", "single-weight", "--show", "g1", "--at", at).splitlines()
    assert indices == [line.split()[0] for line in lines[4:]]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp437", "by-hand-2-2-1"),
        ("cp850", "by-hand-2-2-1"),
        ("cp1252", "by-hand-2-2-1"),
        ("ascii", "by-hand-2-2-1"),
        # These code pages have some of the signs of these pages, and lack others.
        ("cp437", "single-weight"),
        ("cp850", "logistic-neuron"),
    ],
)
def test_a_console_without_the_signs_gets_ascii(encoding, name):
    """Never a crash, never a question mark: the page that --ascii prints."""
    done = process("trace", name, PYTHONIOENCODING=encoding)
    assert (b"", 0) == (done.stderr, done.returncode)
    printed = done.stdout.decode("ascii").replace("\r\n", "\n")
    assert output("trace", name, "--ascii") == printed
    assert "?" not in printed
    assert "\\" not in printed


def test_a_message_on_a_console_without_the_signs_is_no_crash():
    """What the user typed comes back, spelled as the console can."""
    done = process(*TRACE, "--show", "∂X", PYTHONIOENCODING="ascii", PYTHONUTF8="1")
    assert (b"", 2) == (done.stdout, done.returncode)
    assert b"Traceback" not in done.stderr
    assert b"no symbol is called" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a shell with pipes")
@pytest.mark.parametrize("command", ["trace tutorial-3-2-1 --at 0:40", "problems", "--help"])
def test_a_pipe_that_closes_is_no_error(command):
    """Whoever reads only the first line is not told about it on standard error."""
    # Nobody reads any more when gdtrace begins to write.
    line = f"(sleep 0.5; {sys.executable} -m gdtrace {command}) | true"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, timeout=60, check=False
    )
    assert (b"", b"") == (done.stdout, done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="needs a shell with pipes")
def test_the_first_line_of_a_long_output_can_be_had():
    """Head gets its line, and the exit code is that of success."""
    line = f"{sys.executable} -m gdtrace trace tutorial-3-2-1 --at 0:40 | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, timeout=60, check=False
    )
    assert b"tutorial-3-2-1: iteration 0, the first of 80000\n" == done.stdout
    assert (b"", 0) == (done.stderr, done.returncode)


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}])
def test_no_output_has_colours(environment):
    """Neither the page nor a message has an escape sequence, whatever is asked for."""
    for arguments in (TRACE, ("trace", "xor"), ("--help",)):
        done = process(*arguments, **environment)
        assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(TRACE, 0), (("trace", "xor"), 2), (("tutorial-3-2-1",), 2), (("--version",), 0), ((), 0)],
)
def test_exit_codes_of_processes(arguments, code):
    """0 if all is right, 2 for wrong usage; messages on standard error, data on the other."""
    done = process(*arguments, PYTHONIOENCODING="utf-8")
    assert code == done.returncode
    assert (code == 0, code != 0) == (bool(done.stdout), bool(done.stderr))
    assert b"Traceback" not in done.stderr
