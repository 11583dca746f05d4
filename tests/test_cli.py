from pathlib import Path

import pytest
from commands import output, process, run

import gdtrace
from gdtrace.cli import COMMANDS
from gdtrace.presets import PRESETS

SCREEN_1 = (Path(__file__).parent / "data" / "screen-1.txt").read_text(encoding="utf-8")


def test_screen_1_is_printed_to_the_letter():
    """The first command of the tutorial's readers prints the page that was agreed on."""
    assert SCREEN_1 == output("trace", "tutorial-3-2-1")


def test_screen_1_is_what_a_terminal_gets():
    """As a process, byte for byte, where the terminal speaks UTF-8; nothing on standard error."""
    done = process("trace", "tutorial-3-2-1", LC_ALL="C.UTF-8", PYTHONIOENCODING="utf-8")
    assert (SCREEN_1, b"", 0) == (
        done.stdout.decode("utf-8").replace("\r\n", "\n"),
        done.stderr,
        done.returncode,
    )


def test_the_same_command_prints_the_same_bytes():
    """No clock, no random number, no order of a set is in the output."""
    first, second = (
        process("trace", "two-two-two", PYTHONHASHSEED=seed, PYTHONIOENCODING="utf-8")
        for seed in ("1", "2")
    )
    assert first.stdout == second.stdout
    assert first.stdout


@pytest.mark.parametrize("option", ["--version"])
def test_the_version_is_the_packages(option):
    """``python -m gdtrace --version`` and the command say the same."""
    assert f"gdtrace {gdtrace.__version__}\n" == output(option)
    assert f"gdtrace {gdtrace.__version__}" == process(option).stdout.decode().strip()


def test_no_command_prints_the_help():
    """Without arguments a beginner sees what there is."""
    assert output("--help") == output()


def test_every_command_is_on_the_first_page():
    """In the order of the alphabet, each with a line that says what it does."""
    listed = output("--help").partition("Commands:\n")[2].partition("Examples:")[0]
    names = [line.split()[0] for line in listed.splitlines() if line[2:3].isalpha()]
    assert sorted(COMMANDS) == names


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_help_fits_a_terminal_and_has_an_example(command, option):
    """Every command explains itself in lines of at most 100 columns, and has one to type."""
    text = output(*filter(None, [command, option]))
    examples = text.partition("Example")[2].splitlines()[1:]
    assert all(len(line) <= 100 for line in text.splitlines())
    assert any(line.strip().startswith(f"gdtrace {command}".strip()) for line in examples)


def test_the_examples_of_the_help_work(tmp_path, monkeypatch):
    """Every example on every help page can be typed as it is there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(output("problem", "two-two-two"), encoding="utf-8")
    right = Path(__file__).parent / "submissions" / "right" / "screen_3.py"
    (tmp_path / "train_step.py").write_bytes(right.read_bytes())
    (tmp_path / "handed-in").mkdir()
    (tmp_path / "handed-in" / "ada.py").write_bytes(right.read_bytes())
    (tmp_path / "week3.toml").write_text('exercises = [{id = "train-step"}]', encoding="utf-8")
    # Whatever the machine offers on which the tests run.
    monkeypatch.setattr("gdtrace.cli.grade.usual", lambda: "auto")
    for command in ("", *COMMANDS):
        text = output(*filter(None, [command, "--help"]))
        for line in text.partition("Example")[2].splitlines()[1:]:
            words = line.partition("   ")[0] if not line.startswith("  ") else line.strip()
            words = words.partition("  ")[0].partition(" > ")[0].split()
            if words[:1] == ["gdtrace"]:
                assert 0 == run(*words[1:]).exit_code, line


def test_problems_are_listed_in_a_line_each():
    """Name, what it is, source: one line, at most 100 columns, no sign outside ASCII needed."""
    head, rule, *lines = output("problems").splitlines()
    assert ["problem", "what", "it", "is", "from"] == head.split()
    assert {"-", " "} == set(rule)
    assert list(PRESETS) == [line.split()[0] for line in lines]
    assert all(len(line) <= 100 for line in (head, rule, *lines))
    for name, line in zip(PRESETS, lines, strict=True):
        assert PRESETS[name]().title in line
        assert line.endswith(PRESETS[name]().source)


@pytest.mark.parametrize("name", PRESETS)
def test_a_printed_problem_gives_the_same_page_as_a_file(name, tmp_path):
    """``gdtrace problem NAME -o FILE.toml``, then ``gdtrace trace FILE.toml``: nothing differs."""
    file = tmp_path / "other.toml"
    assert "" == output("problem", name, "-o", str(file))
    assert output("problem", name) == file.read_text(encoding="utf-8")
    assert gdtrace.problem(name) == gdtrace.load_problem(file)
    assert output("trace", name) == output("trace", str(file))


def test_a_problem_can_be_changed_and_drawn_anew():
    """--set and --seed change what is printed, and repeat as often as needed."""
    text = output(
        "problem", "tutorial-3-2-1", "--seed", "7", "--set", "learning_rate=0.5", "--set",
        "name=mine",
    )  # fmt: skip
    assert "seed = 7\n" in text
    assert "learning_rate = 0.5\n" in text
    assert text.startswith('name = "mine"\n')


def test_options_of_the_command_line_win_over_the_problems():
    """Notation, style and number of iterations are those that were asked for."""
    text = output(
        "trace", "single-weight", "--notation", "tutorial", "--style", "chain", "--iterations", "3",
        "--at", "last",
    )  # fmt: skip
    assert text.startswith("single-weight: iteration 2, the last of 3\n")
    assert "SOP1 = X1*W11" in text
    assert "3. Chains" in text
    assert "the training ends here" in text


def test_no_more_iterations_are_run_than_are_printed():
    """A problem of many iterations shows its first one at once."""
    text = output("trace", "single-weight", "--iterations", str(10**12))
    assert text.startswith("single-weight: iteration 0, the first of 1000000000000\n")


def test_several_iterations_are_printed_in_the_order_that_was_asked_for():
    """Two empty lines between pages, one page for each."""
    pages = output("trace", "by-hand-2-2-1", "--at", "3,0").split("\n\n\n")
    assert [
        "by-hand-2-2-1: iteration 3 of 10, after 3 updates",
        "by-hand-2-2-1: iteration 0, the first of 10",
    ] == [page.split("\n")[0] for page in pages]
    assert output("trace", "by-hand-2-2-1") == pages[1]


def test_a_diverging_training_is_shown_and_said():
    """Infinities and NaN are printed as they are, with a note that says since when; code 0."""
    changes = [f"layers[{layer}].activation=identity" for layer in (0, 1)]
    options = [part for change in (*changes, "learning_rate=1000") for part in ("--set", change)]
    text = output("trace", "tutorial-3-2-1", "--at", "0,60", *options)
    assert "the training diverges" in " ".join(text.split())
    assert " nan" in text
