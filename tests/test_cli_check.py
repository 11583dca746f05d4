import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import output, process, refusal, run
from foreign import ENVIRONMENT
from levels import NOTE, as_at_l2

from gdtrace.cli import COMMANDS
from gdtrace.grading.exercise_files import exercise
from gdtrace.grading.report_formats import RENDERERS

HERE = Path(__file__).parent
SUBMISSIONS = HERE / "submissions"
STEP = ("--exercise", "train-step")
SCREENS = [
    ("screen-3", "right/screen_3.py", STEP, 0),
    ("screen-4a", "wrong/screen_4.py", (*STEP, "--hints", "1"), 1),
    ("screen-4b", "wrong/screen_4.py", (*STEP, "--hints", "3"), 1),
    ("screen-5a", "wrong/screen_5.py", (*STEP, "--hints", "1"), 1),
    ("screen-5b", "wrong/screen_5.py", (*STEP, "--hints", "3"), 1),
    ("screen-6a", "wrong/screen_6.py", (*STEP, "--hints", "1"), 1),
    ("screen-6b", "wrong/screen_6.py", (*STEP, "--hints", "3"), 1),
    ("screen-7", "wrong/screen_7.py", ("--hints", "1"), 1),
]
UPDATE = "def update_w(w, grad, learning_rate):\n    return w {} learning_rate * grad\n"
RIGHT, WRONG = UPDATE.format("-"), UPDATE.format("+")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in a folder of the test's own, with what Classroom 50 sets and nothing of GitHub's."""
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def mine(here):
    """Return what writes a file and returns its name."""

    def write(text, name="mine.py"):
        (here / name).write_text(text, encoding="utf-8")
        return name

    return write


def screen(name):
    """Return a screen as it was agreed on, except for what has a number of its own."""
    text = (HERE / "data" / f"{name}.txt").read_text(encoding="utf-8")
    return counted(text)


def counted(text):
    """Return a page with the number of known mistakes, which grows, replaced by a letter."""
    return re.sub(r"\b\d+ known mistakes", "N known mistakes", text)


@pytest.mark.parametrize(("name", "file", "options", "code"), SCREENS, ids=lambda value: str(value))
def test_the_screens_are_printed_to_the_letter(name, file, options, code, here):
    """A student sees exactly the page that was agreed on, and the exit code says how it went."""
    shutil.copy(SUBMISSIONS / file, "train_step.py")
    result = run("check", "train_step.py", *options)
    assert (screen(name), NOTE, code) == (
        counted(as_at_l2(result.stdout)),
        result.stderr,
        result.exit_code,
    )


def test_a_product_without_names_of_its_own_gives_the_smallest_set(here):
    """Screen 4c: without a line for g1 and for g2, the values that cannot be told apart."""
    text = (SUBMISSIONS / "right" / "step_one_long_product.py").read_text(encoding="utf-8")
    Path("mine.py").write_text(text.replace("*2*(p-t)", "*(p-t)"), encoding="utf-8")
    where = run("check", "mine.py", *STEP).stdout.partition("\nWhere    ")[2].partition("\n\n")[0]
    assert " ".join(where.split()).startswith(
        "One value is wrong: g1, or g2, or the learning rate in the update. The numbers that you "
        "returned cannot show which."
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (RIGHT, 0),
        (WRONG, 1),
        ("def update_w(w, grad, learning_rate):\n    raise NotImplementedError\n", 1),
        ("def update_w(w, grad, learning_rate):\n    return v\n", 3),
        ("def update_w(w):\n    return w\n", 3),
        ("def update_w(:\n", 3),
        ("import nothing_of_this_name\n", 3),
        ("", 3),
        ("x = 1\n", 3),
        ("while True: pass\n" + RIGHT, 0),
    ],
)
def test_exit_codes_say_how_it_went(text, code, mine):
    """0 all right, 1 wrong or not written, 3 could not be run; nothing more on standard error."""
    result = run("check", mine(text))
    assert (code, NOTE) == (result.exit_code, result.stderr)
    assert result.stdout.startswith("mine.py: ")


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("options", [(), ("--exercise", "update-weight")], ids=str)
def test_a_failing_grader_gives_a_result_without_a_score(form, options, mine, monkeypatch):
    """Code 4, a blank score in every format, never 0; the message says that it is our fault."""

    def broken(*_, **__):
        raise ZeroDivisionError("a fault of ours \x1b[31m")

    for place in ("check", "whole_file"):
        monkeypatch.setattr(f"gdtrace.grading.{place}.judge", broken)
    result = run("check", mine(RIGHT), "--format", form, *options)
    assert (4, "Error: gdtrace itself failed; the result says why.\n") == (
        result.exit_code,
        result.stderr,
    )
    assert "a fault of ours" in result.stdout
    assert "\x1b" not in result.stdout
    if form == "json":
        made = json.loads(result.stdout)
        assert ("error", None) == (made["status"], made["score"])
    elif form == "gradescope":
        assert "score" not in json.loads(result.stdout)
    elif form == "classroom50":
        assert json.loads(result.stdout)["score"] is None
    else:
        assert "the grader failed" in result.stdout
        assert "0 of 1" not in result.stdout


def test_a_result_is_written_in_every_case(mine, here):
    """A file that cannot be read gives a page and no points; so does one that has no code."""
    (here / "mine.py").write_bytes(b"# \xff\xfe\n")
    result = run("check", "mine.py", "--format", "json", "-o", "result.json")
    made = json.loads((here / "result.json").read_text(encoding="utf-8"))
    assert (3, "not_run") == (result.exit_code, made["status"])
    assert "not UTF-8" in made["findings"][0]["hint"][0]
    result = run("check", "mine.py", "--exercise", "update-weight")
    assert (3, "update-weight: could not be run, 0 of 1 points") == (
        result.exit_code,
        result.stdout.splitlines()[0],
    )


STOPS = "def error(predicted, target):\n    return missing\n"


@pytest.mark.parametrize(
    ("source", "options", "code", "status"),
    [
        (RIGHT + STOPS, (), 1, "failed"),
        (RIGHT, ("--exercise", "update-weight", "--exercise", "error"), 1, "failed"),
        (RIGHT.replace("-", "+") + STOPS, (), 1, "failed"),
        (STOPS + "def sigmoid(sop):\n    return missing\n", (), 3, "not_run"),
        (STOPS, (), 3, "not_run"),
    ],
)
def test_a_file_could_not_be_run_if_nothing_of_it_could(source, options, code, status, mine, here):
    """Exit code, JSON and the outputs of a step say the same, and 3 goes with no points."""
    (here / "out").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_OUTPUT", str(here / "out"))
        told = run("check", mine(source), *options, "--format", "github")
    result = run("check", mine(source), *options, "--format", "json")
    made = json.loads(result.stdout)
    assert (code, code, status) == (told.exit_code, result.exit_code, made["status"])
    assert f"status={status}\n" in (here / "out").read_text(encoding="utf-8")
    assert code == 1 or made["score"] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Which file? For example: gdtrace check train_step.py"),
        (["nothing.py"], "nothing.py: there is no such file"),
        (["mine"], "mine: there is no such file; did you mean mine.py?"),
        (["mine-py"], "mine-py: there is no such file; did you mean mine.py?"),
        (["mien.py"], "mien.py: there is no such file; did you mean mine.py?"),
        (
            ["notes.txt"],
            "notes.txt: is not a Python file; its name has to end in .py, .ipynb, .zip",
        ),
        (
            ["tutorial-3-2-1"],
            "tutorial-3-2-1: there is no such file. That is a problem; try: "
            "gdtrace trace tutorial-3-2-1",
        ),
        (
            ["train-step"],
            "train-step: there is no such file. That is an exercise; try: "
            "gdtrace start mine train-step",
        ),
        (["mine.py", "notes.txt"], "One file at a time, please: gdtrace check mine.py"),
        (
            ["mine.py", "--exercise", "update-wieght"],
            "no exercise is called 'update-wieght'; did you mean update-weight?",
        ),
        (
            ["mine.py", "--hints", "7"],
            "Invalid value for '--hints': 7 is not in the range 0<=x<=3.",
        ),
        (
            ["mine.py", "--format", "jsn"],
            "no format is called 'jsn'; did you mean json?",
        ),
        (
            ["mine.py", "-o", "result.csv"],
            "-o result.csv: .csv says no format; end it with .txt, .md, .json, .xml, "
            "or add --format",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_checked_is_refused_with_the_way_out(arguments, sentence, mine, here):
    """Code 2 and one sentence, for every moment in which a beginner types something else."""
    mine(RIGHT)
    (here / "notes.txt").write_text("", encoding="utf-8")
    assert f"Error: {sentence}" == refusal("check", *arguments)


def test_a_misspelt_function_is_named_with_the_one_that_is_looked_for(mine):
    """The nearest names of both sides, with and without a named exercise."""
    mine(RIGHT.replace("update_w(", "update_weights("))
    whole = run("check", "mine.py")
    assert (3, "mine.py: nothing to check") == (whole.exit_code, whole.stdout.splitlines()[0])
    assert "You defined update_weights; the exercise update-weight looks for update_w." in (
        whole.stdout
    )
    one = run("check", "mine.py", "--exercise", "update-weight")
    assert 3 == one.exit_code
    assert "You defined update_weights; this exercise looks for update_w." in one.stdout


def test_the_tutorials_script_that_trains_when_it_is_read_is_stopped_and_told(mine):
    """Functions in it are judged; the lines of the endless loop are named; no points are lost."""
    result = run("check", mine(f"{RIGHT}\nk = 0\nwhile True:\n    k = k + 1\n"))
    assert 0 == result.exit_code
    assert "Lines 5 to 6 run whenever the file is read; they were stopped." in result.stdout


def test_all_starters_are_not_written_yet(here):
    """What a student begins with is answered with these words, and never with a crash."""
    output("start", "mine")
    for path in sorted(Path("mine").glob("*.py")):
        result = run("check", str(path))
        assert (1, NOTE) == (result.exit_code, result.stderr), path
        assert "not written yet" in result.stdout, path


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_points_and_verdicts_do_not_depend_on_the_level(level, here):
    """More hints say more, at the same price."""
    shutil.copy(SUBMISSIONS / "wrong" / "screen_5.py", "train_step.py")
    pages = [run("check", "train_step.py", *STEP, "--hints", n).stdout for n in ("1", str(level))]
    tables = [page.partition("\nWhere")[0].partition("\nTo see")[0].strip() for page in pages]
    assert tables[0] == tables[1]
    for label, least in {"Where": 1, "Compare": 2, "Likely": 3, "Idea": 3}.items():
        assert (level >= least) == (f"\n{label} " in pages[1]), label


def test_another_seed_gives_other_numbers_and_the_same_verdict(mine):
    """The sets of inputs follow the seed, the page says which."""
    pages = [run("check", mine(WRONG), "--seed", seed).stdout for seed in ("0", "7")]
    assert "from seed 7, " in pages[1]
    assert pages[0] == pages[1].replace("seed 7", "seed 0")


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("a.txt", "mine.py: "),
        ("a.md", "# mine.py: "),
        ("a.json", "{"),
        ("a.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites '),
    ],
)
def test_the_ending_of_the_file_says_the_format(name, beginning, mine, here):
    """-o writes a whole file and nothing to the screen; the exit code stays that of the work."""
    (here / name).write_text("old", encoding="utf-8")
    result = run("check", mine(WRONG), "-o", name)
    assert (1, NOTE) == (result.exit_code, result.output)
    assert (here / name).read_text(encoding="utf-8").startswith(beginning)
    assert [name, "mine.py"] == sorted(path.name for path in here.iterdir())


def test_a_file_that_cannot_be_written_is_said(mine):
    """A missing folder is wrong usage, not a traceback."""
    message = refusal("check", mine(RIGHT), "-o", "no/such/folder.txt")
    assert message.startswith(f"Error: -o {Path('no/such/folder.txt')}: cannot be written: ")


@pytest.mark.parametrize("form", RENDERERS)
def test_text_of_a_submission_cannot_steer_a_terminal(form, mine):
    """Control characters in lines and messages are spelled out in every format."""
    text = (
        "def update_w(w, grad, learning_rate):\n"
        "    raise ValueError('\\x1b[2J\\x1b[31mred\\n\\u202eelbi\\r\\x07')  # \u202e \x1b[0m\n"
    )
    result = run("check", mine(text), "--format", form)
    assert 3 == result.exit_code
    assert "red" in result.stdout
    assert all(sign.isprintable() for sign in result.stdout.replace("\n", ""))


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252", "ascii"])
@pytest.mark.parametrize("form", sorted(set(RENDERERS) - {"classroom50"}))
def test_consoles_that_lack_a_sign_get_ascii(encoding, form, here):
    """Never a crash and never a question mark, whatever a student writes into a line."""
    text = (SUBMISSIONS / "wrong" / "screen_4.py").read_text(encoding="utf-8")
    text = text.replace("g1 = predicted - target", "g1 = predicted - target  # жδ ü")
    (here / "train_step.py").write_text(text, encoding="utf-8")
    done = process("check", "train_step.py", "--format", form, PYTHONIOENCODING=encoding)
    page = done.stdout.decode(encoding)
    assert (1, b"") == (done.returncode, done.stderr)
    assert "dError/dPredicted" in page
    assert "\\u0436" in page.replace("\\\\", "\\")
    assert "?" not in page.removeprefix("<?xml").replace("?>\n", "", 1)


def test_ascii_is_ascii_in_files_too(here):
    """With --ascii a file has no other sign, from whomever it is."""
    text = (SUBMISSIONS / "wrong" / "screen_4.py").read_text(encoding="utf-8")
    text = text.replace("g1 = predicted - target", "g1 = predicted - target  # ж")
    (here / "train_step.py").write_text(text, encoding="utf-8")
    assert 1 == run("check", "train_step.py", "--ascii", "-o", "page.md").exit_code
    assert (here / "page.md").read_bytes().isascii()


def test_a_reader_that_has_seen_enough_is_no_error(here):
    """A broken pipe is quiet."""
    shutil.copy(SUBMISSIONS / "wrong" / "screen_5.py", "train_step.py")
    command = [sys.executable, "-m", "gdtrace", "check", "train_step.py"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert b"" == running.stderr.read()
        assert 1 == running.wait(60)


def test_an_exercise_of_ones_own_is_checked_by_its_folder(mine, here):
    """What an instructor wrote in TOML is named by its path; its faults are wrong usage."""
    shutil.copytree(exercise("update-weight").folder, here / "own")
    assert 0 == run("check", mine(RIGHT), "--exercise", "./own").exit_code
    toml = here / "own" / "exercise.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("points", "pionts"), encoding="utf-8")
    assert "pionts" in "".join(run("check", "mine.py", "--exercise", "./own").stderr)
    assert 2 == run("check", "mine.py", "--exercise", "./own").exit_code


def test_the_command_is_one_of_the_group():
    """It has an example of its own on the first help page."""
    assert "check" in COMMANDS
    assert "gdtrace check train_step.py" in output("--help")


def test_two_slips_that_are_one_convention_are_noted(mine):
    """Each is wrong by itself; together they descend, and the report says so."""
    text = output_of(
        mine(
            "def error_predicted_deriv(predicted, target):\n"
            "    return 2 * (target - predicted)\n\n\n"
            "def update_w(w, grad, learning_rate):\n    return w + learning_rate * grad\n"
        )
    )
    assert "follow the target - predicted convention together" in " ".join(text.split())


def test_one_of_them_alone_is_a_mistake(mine):
    """A plus in the update with the derivative as it is climbs."""
    text = output_of(
        mine("def update_w(w, grad, learning_rate):\n    return w + learning_rate * grad\n")
    )
    assert "convention" not in text


def output_of(file):
    """Return what a check of a file prints."""
    return run("check", file).stdout


def test_a_faulty_exercise_is_the_instructors_to_mend(mine, tmp_path):
    """Wrong usage, with the field at fault; never a fault of gdtrace."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "exercise.toml").write_text(
        'title = "Own"\ntrack = "own"\nfunction = "update_w"\npoints = 1\nreturns = "new_W@1"\n'
        '[problem]\nname = "tutorial-3-2-1"\nsizes = [[1, 1]]\n'
        '[arguments]\nw = "W@1[q]"\ngrad = "grad_W@1"\nlearning_rate = "learning_rate"\n'
    )
    result = run("check", mine(RIGHT), "--exercise", str(folder))
    assert 2 == result.exit_code
    assert "own: arguments.w: W@1[q]" in result.stderr


def test_exercises_that_are_named_count_even_if_they_are_missing(mine):
    """Leaving a function out costs its points; a file that cannot be run costs all."""
    named = ("--exercise", "update-weight", "--exercise", "error", "--format", "json")
    result = run("check", mine(RIGHT), *named)
    made = json.loads(result.stdout)
    assert (1, 1, 2) == (result.exit_code, made["score"], made["max_score"])
    assert ["update-weight", "error"] == [each["exercise"] for each in made["reports"]]
    for text in ("def update_w(:\n", "\0"):
        result = run("check", mine(text), *named)
        made = json.loads(result.stdout)
        assert (3, 0, 2) == (result.exit_code, made["score"], made["max_score"])
    page = run("check", "mine.py", *named[:-2]).stdout
    assert page.startswith("mine.py: could not be run, 0 of 2 points\n")


def test_github_gets_annotations_a_summary_and_values(mine, here, monkeypatch):
    """The files that GitHub names are appended to; the exit code is that of the work."""
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        (here / name).write_text("before\n", encoding="utf-8")
        monkeypatch.setenv(name, str(here / name))
    (here / "week").mkdir()
    result = run("check", mine(WRONG, "week/mine.py"), "--format", "github")
    assert 1 == result.exit_code
    assert result.stdout.startswith(
        "::error file=week/mine.py,line=2,endLine=2,title=update-weight"
    )
    summary = (here / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")
    assert summary.startswith("before\n# mine.py: one wrong function, 0 of 1 points\n")
    values = (here / "GITHUB_OUTPUT").read_text(encoding="utf-8")
    assert "before\nstatus=failed\nscore=0\nmax-score=1\n" == values
    run("check", "week/mine.py")
    assert values == (here / "GITHUB_OUTPUT").read_text(encoding="utf-8")
    monkeypatch.setenv("GITHUB_OUTPUT", str(here / "no" / "file"))
    assert "GITHUB_OUTPUT=" in run("check", "week/mine.py", "--format", "github").stderr


def test_classroom50_outside_of_classroom50_is_refused_before_anything_runs(mine, monkeypatch):
    """One sentence names what is missing."""
    for name in ("USERNAME", "REVIEW_URL"):
        monkeypatch.delenv(name)
    message = refusal("check", mine(RIGHT), "--format", "classroom50")
    assert message.startswith("Error: --format classroom50 needs USERNAME, REVIEW_URL in the ")


def test_lines_are_only_for_junit(mine):
    """An option that would do nothing is wrong usage."""
    assert (
        'file="mine.py" line="2"'
        in run("check", mine(WRONG), "--format", "junit", "--junit-lines").stdout
    )
    message = refusal("check", "mine.py", "--junit-lines")
    assert "Error: --junit-lines is for --format junit, not for text" == message


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_teachers_can_have_the_answer_shown(form, mine):
    """The right numbers stand below the report, with the derivation of the wrong step."""
    file = mine((SUBMISSIONS / "wrong" / "screen_4.py").read_text(encoding="utf-8"))
    asked = ("check", file, *STEP, "--format", form)
    without, shown = run(*asked), run(*asked, "--show-answer")
    assert 1 == shown.exit_code == without.exit_code
    assert shown.stdout.startswith(without.stdout)
    answer = shown.stdout.removeprefix(without.stdout)
    assert answer.endswith("\n")
    assert "∂Error/∂Predicted = 2*(Predicted - Target)" in answer
    assert re.search(r"-0\.1970654\d+ *\|? +-0\.3941308\d+ *\|? +0\.5 ", answer)


def test_there_is_no_answer_below_right_work(mine):
    """Nothing was compared that could be shown."""
    asked = ("check", mine(RIGHT), "--exercise", "update-weight")
    assert run(*asked).stdout == run(*asked, "--show-answer").stdout


@pytest.mark.parametrize("form", sorted(set(RENDERERS) - {"text", "markdown"}))
def test_no_format_that_students_get_shows_the_answer(form, mine):
    """Platforms show these to everybody."""
    message = refusal("check", mine(WRONG), "--format", form, "--show-answer")
    assert message.endswith(f"--show-answer is for --format text or markdown, not for {form}")


def test_the_answer_to_an_exercise_of_ones_own_is_worked_out(mine, here):
    """It is found where the command line says."""
    text = (exercise("update-weight").folder / "exercise.toml").read_text(encoding="utf-8")
    (here / "my-update").mkdir()
    (here / "my-update" / "exercise.toml").write_text(text, encoding="utf-8")
    shown = run("check", mine(WRONG), "--exercise", "my-update", "--show-answer").stdout
    assert "How it is worked out" in shown


def test_the_isolation_can_be_chosen(mine):
    """The report says which there was; a word that is none is a wrong option."""
    assert "(isolation L1)" in output("check", mine(RIGHT), "--isolation", "L1")
    refused = refusal("check", mine(RIGHT), "--isolation", "l2")
    assert "isolation is auto, L1, L2, require:L1, require:L2 or require:L3; got 'l2'" in refused


def test_what_is_required_is_not_replaced_by_less(mine):
    """Nothing runs, and there is a report without a score that says why."""
    result = run("check", mine(RIGHT), "--isolation", "require:L3", "--exercise", "update-weight")
    assert 4 == result.exit_code
    assert "Nothing was run: isolation L3 is required, but" in " ".join(result.stdout.split())
    assert "fault of gdtrace" not in result.stdout
