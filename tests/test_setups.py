"""Set-ups of platforms: their scripts are run here as the platforms run them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from commands import refusal, run
from foreign import ENVIRONMENT, schema, strict_junit
from levels import NOTE, needs_l2
from lxml import etree

from gdtrace import __version__
from gdtrace.setups import SETUPS

SUBMISSIONS = {
    "right": "def update_w(w, grad, learning_rate):\n    return w - learning_rate * grad\n",
    "wrong": "def update_w(w, grad, learning_rate):\n    return w + learning_rate * grad\n",
    "crashing": "import os\nos._exit(0)\n",
    "unreadable": "\0",
}
SCORES = {"right": 1, "wrong": 0, "crashing": 0, "unreadable": 0}
UPDATE = ("--exercise", "update-weight")
WEEK = 'exercises = [{id = "error", points = 4}, {id = "update-weight", points = 6}]\n'

linux = pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in a folder of the test's own, which is no run of a platform."""
    monkeypatch.chdir(tmp_path)
    for name in (*ENVIRONMENT, "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def program(here):
    """Return a program that is gdtrace."""
    path = here / "bin" / "gdtrace"
    path.parent.mkdir()
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gdtrace "$@"\n')
    path.chmod(0o755)
    return path


def init(*arguments):
    """Write a set-up and return what is printed."""
    result = run("init", *arguments)
    assert (0, "") == (result.exit_code, result.stderr)
    return result.stdout


def texts(folder):
    """Return all files below a folder."""
    found = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


@pytest.mark.parametrize("platform", SETUPS)
def test_a_set_up_says_what_to_do_and_pins_the_version(platform):
    """Its page has numbered steps and the exercises; nothing is left to be filled in."""
    printed = init(platform, "course", *UPDATE)
    made = texts("course")
    assert sorted(printed.splitlines()) == sorted(f"{Path('course', n)} written" for n in made)
    (page,) = [text for name, text in made.items() if name.startswith("README")]
    assert re.search(r"^1\. .*^2\. .*^3\. ", page, re.MULTILINE | re.DOTALL)
    assert "| update-weight | `update_w(w, grad, learning_rate)` | 1 |" in page
    assert f"gdtrace=={__version__}" in "".join(made.values())
    assert not re.findall(r"@[A-Z]+@", "".join(made.values()))
    assert not [line for line in page.splitlines() if len(line) > 100]


@pytest.mark.parametrize("platform", SETUPS)
def test_nothing_is_ever_overwritten(platform):
    """What is there already stays as it is, and that is said."""
    init(platform, "course", *UPDATE)
    made = texts("course")
    for name in made:
        Path("course", name).write_text("mine", encoding="utf-8")
    printed = init(platform, "./course", *UPDATE).splitlines()
    assert len(made) == len([line for line in printed if line.endswith("was left as it is")])
    assert {"mine"} == set(texts("course").values())


@pytest.mark.parametrize("platform", SETUPS)
def test_every_exercise_can_be_set_up(platform):
    """Without names, all that come with gdtrace."""
    init(platform, "course")
    assert "train-step" in "".join(texts("course").values())


def gradescope(submission, program, *arguments, name="mine.py"):
    """Run the generated script on a submission; return its exit code and the results."""
    root = Path("autograder").absolute()
    init("gradescope", str(root / "source"), *arguments)
    (root / "submission").mkdir()
    (root / "submission" / name).write_text(submission, encoding="utf-8")
    script = root / "source" / "run_autograder"
    assert os.access(script, os.X_OK)
    environment = {**os.environ, "AUTOGRADER": str(root), "GDTRACE": str(program)}
    done = subprocess.run([script], env=environment, cwd=root, capture_output=True, timeout=120)
    path = root / "results" / "results.json"
    return done.returncode, json.loads(path.read_text("utf-8")) if path.exists() else None


@linux
@needs_l2
@pytest.mark.parametrize(
    ("kind", "score"), [("right", 1), ("wrong", 0), *[(k, 0) for k in SUBMISSIONS][2:]]
)
def test_gradescope_gets_a_result_for_every_submission(kind, score, program):
    """Code 0 and valid results, however wrong the work is; and nothing but that is written."""
    code, made = gradescope(SUBMISSIONS[kind], program, *UPDATE)
    schema("gradescope").validate(made)
    assert (0, score, 1) == (code, made["score"], made["tests"][0]["max_score"])
    assert ["results.json"] == [path.name for path in Path("autograder/results").iterdir()]


@linux
@needs_l2
def test_gradescope_takes_an_assignment_and_notebooks(program):
    """Its points count; it lies beside the script."""
    Path("week 1.toml").write_text(WEEK + 'secret = "nobody guesses"\n', encoding="utf-8")
    cells = [nbformat.v4.new_code_cell(SUBMISSIONS["right"])]
    notebook = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    code, made = gradescope(notebook, program, "--assignment", "week 1.toml", name="a.ipynb")
    schema("gradescope").validate(made)
    assert (0, 6) == (code, made["score"])
    assert [4, 6] == [each["max_score"] for each in made["tests"]]


@linux
@needs_l2
def test_gradescope_takes_exercises_of_ones_own(program):
    """Their folders go with the set-up."""
    from gdtrace.grading.exercise_files import exercise

    shutil.copytree(exercise("update-weight").folder, "my own")
    code, made = gradescope(SUBMISSIONS["right"], program, "--exercise", "./my own")
    assert (0, 1) == (code, made["score"])
    assert "autograder/source/exercises/my own/exercise.toml" in texts(".")


@linux
def test_gradescope_gets_an_error_if_gdtrace_fails(program):
    """No result and no 0 points: the platform says that the autograder failed."""
    program.write_text("#!/bin/sh\nexit 4\n")
    assert (4, None) == gradescope(SUBMISSIONS["right"], program, *UPDATE)


@linux
@pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
def test_scripts_are_bash(name):
    """Bash and, where it is installed, shellcheck find nothing wrong."""
    init("gradescope", "course", *UPDATE)
    subprocess.run(["bash", "-n", f"course/{name}"], check=True)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", f"course/{name}"], check=True)


def steps(platform):
    """Return the commands of a workflow that check, and where they are found."""
    made = texts("course")
    if platform == "github":
        workflow = yaml.safe_load(made[".github/workflows/gdtrace.yml"])
        assert {"push", "pull_request", "workflow_dispatch"} == set(workflow[True])
        job = workflow["jobs"]["check"]
        assert {"contents": "read"} == workflow["permissions"]
        return [each["run"] for each in job["steps"] if "run" in each]
    job = yaml.safe_load(made[".gitlab-ci.yml"])["gdtrace"]
    assert "always" == job["artifacts"]["when"]
    assert {"junit": "gdtrace.xml"} == job["artifacts"]["reports"]
    return job["script"]


@linux
@pytest.mark.parametrize("platform", ["github", "gitlab"])
@pytest.mark.parametrize("assignment", ["", "week.toml"])
def test_the_lines_of_a_workflow_run(platform, assignment, program, here):
    """YAML that a parser reads, an installation that is pinned, and a check that fails if wrong."""
    Path("week.toml").write_text(WEEK, encoding="utf-8")
    init(platform, "course", *(("--assignment", assignment) if assignment else UPDATE))
    install, check = steps(platform)
    assert re.fullmatch(rf"python -m pip install (--quiet )?'gdtrace=={__version__}'", install)
    path = f"{program.parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "GITHUB_STEP_SUMMARY": str(here / "summary.md")}
    # The other exercise of the assignment is missing, so that nothing is all right.
    for kind, code in (("wrong", 1),) if assignment else (("right", 0), ("wrong", 1)):
        Path("course/mine.py").write_text(SUBMISSIONS[kind], encoding="utf-8")
        done = subprocess.run(
            ["bash", "-e", "-c", check], env=environment, cwd="course", capture_output=True
        )
        assert (code, NOTE) == (done.returncode, done.stderr.decode())
        if platform == "gitlab":
            made = etree.parse("course/gdtrace.xml")
            strict_junit().assertValid(made)
        else:
            assert (kind == "wrong") == (b"::error file=mine.py,line=2,endLine=2" in done.stdout)
            assert "points" in (here / "summary.md").read_text(encoding="utf-8")


@needs_l2
@pytest.mark.parametrize(("kind", "score"), [("right", 1), ("crashing", 0)])
def test_classroom50_gets_a_result_for_every_submission(kind, score, here):
    """Code 0, a valid result with whole points, and a page for the release."""
    init("classroom50", "bundle", *UPDATE)
    (here / "work").mkdir()
    (here / "work" / "mine.py").write_text(SUBMISSIONS[kind], encoding="utf-8")
    environment = {**os.environ, **ENVIRONMENT, "GDTRACE": f"{sys.executable} -m gdtrace"}
    script = [sys.executable, "../bundle/autograder.py"]
    done = subprocess.run(script, env=environment, cwd="work", capture_output=True)
    assert (0, b"", b"") == (done.returncode, done.stdout, done.stderr)
    made = json.loads((here / "work" / "result.json").read_text("utf-8"))
    schema("classroom50").validate(made)
    assert (score, 1) == (made["score"], made["max-score"])
    assert (here / "work" / "release-body.md").read_text("utf-8").startswith("# work: ")


def test_classroom50_gets_an_error_if_gdtrace_fails(here):
    """Another code than 0, so that the platform does not take the result."""
    init("classroom50", "bundle", *UPDATE)
    (here / "stub.py").write_text("import sys\nsys.exit(4)\n")
    environment = {**os.environ, "GDTRACE": f"{sys.executable} {here / 'stub.py'}"}
    script = [sys.executable, "bundle/autograder.py"]
    assert 4 == subprocess.run(script, env=environment).returncode


@needs_l2
def test_classroom50_takes_an_assignment(here):
    """It lies beside the script, wherever that is run from."""
    Path("week.toml").write_text(WEEK, encoding="utf-8")
    init("classroom50", "bundle", "--assignment", "week.toml")
    (here / "work").mkdir()
    (here / "work" / "mine.py").write_text(SUBMISSIONS["right"], encoding="utf-8")
    environment = {**os.environ, **ENVIRONMENT, "GDTRACE": f"{sys.executable} -m gdtrace"}
    subprocess.run(
        [sys.executable, "../bundle/autograder.py"], env=environment, cwd="work", check=True
    )
    made = json.loads((here / "work" / "result.json").read_text("utf-8"))
    assert (6, 10) == (made["score"], made["max-score"])


def otter_cases(name):
    """Return the cases of a test file of Otter: name, points and function."""
    found = []

    def test_case(**options):
        def keep(function):
            found.append((options["name"], options["points"], function))
            return function

        return keep

    text = Path("course", "tests", f"{name}.py").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "import test_case" not in line]
    module = {"test_case": test_case}
    exec("\n".join(lines), module)
    assert (False, name) == (module["OK_FORMAT"], module["name"])
    assert pytest.approx(module["points"]) == sum(points for _, points, _ in found)
    return found


def earned(cases, environment):
    """Return the points of the cases that do not fail, and what the others say."""
    total, said = 0, []
    for _, points, case in cases:
        try:
            case(environment)
            total += points
        except AssertionError as error:
            said.append(str(error))
    return total, said


def test_otter_gives_parts_of_the_points():
    """A case for each point; as many are passed as there are points, and the others say why."""
    init("otter", "course", "--exercise", "output-gradients", *UPDATE)
    assert "from otter.test_files import test_case" in texts("course")["tests/update_weight.py"]

    def output_gradients(sig1, sig2, sop3, predicted, target):
        g1 = 2 * (predicted - target)
        return sig1 * sop3 * (1 - sop3) * g1, sig2 * sop3 * (1 - sop3) * g1

    cases = otter_cases("output_gradients")
    total, said = earned(cases, {"output_gradients": output_gradients})
    assert 4 == len(cases)
    assert 0 < total < 4
    assert all("output-gradients: one wrong step" in each for each in said)
    for text, expected in ((SUBMISSIONS["right"], 1), (SUBMISSIONS["wrong"], 0)):
        names = {}
        exec(text, names)
        assert expected == earned(otter_cases("update_weight"), names)[0]


def test_the_notebook_of_nbgrader_is_one():
    """Nbformat takes it; every graded cell has points, and its solution is marked."""
    Path("week.toml").write_text(WEEK, encoding="utf-8")
    init("nbgrader", "course", "--assignment", "week.toml")
    notebook = nbformat.read("course/source/exercises/exercises.ipynb", as_version=4)
    nbformat.validate(notebook)
    graded = [cell.metadata.get("nbgrader") for cell in notebook.cells]
    assert [4, 6] == [each["points"] for each in graded if each and each["grade"]]
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert 2 == sum("    ### BEGIN SOLUTION\n    raise" in each for each in sources)
    assert 'grade("update-weight", update_w, points=6, hints=1)' in sources[3]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["gradscope", "d"], "no set-up is called 'gradscope'; did you mean gradescope?"),
        (
            ["github", "d", "--assignment", "secret.toml"],
            "github: students read all files of the repository, so the secret of the assignment "
            "would be none; leave it out there, and keep it for gdtrace grade",
        ),
        (
            ["otter", "d", "--exercise", "./own"],
            "otter: takes only exercises that come with gdtrace; gdtrace grade takes others",
        ),
        (
            ["otter", "d", "--exercise", "eror"],
            "no exercise is called 'eror'; did you mean error?",
        ),
        (
            ["otter", "d", "--assignment", "secret.toml", "--hints", "2"],
            "--assignment says that already; leave out --hints",
        ),
        (
            ["otter", "d", "--assignment", "secret.toml", *UPDATE],
            "--assignment says that already; leave out --exercise",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_set_up_is_refused_and_nothing_is_written(arguments, sentence):
    """One sentence with the way out."""
    from gdtrace.grading.exercise_files import exercise

    shutil.copytree(exercise("update-weight").folder, "own")
    Path("secret.toml").write_text(WEEK + 'secret = "nobody guesses"\n', encoding="utf-8")
    assert f"Error: {sentence}" == refusal("init", *arguments)
    assert not Path("d").exists()


def test_an_exercise_outside_of_the_assignments_folder_is_refused(here):
    """It could not go with the set-up."""
    from gdtrace.grading.exercise_files import exercise

    shutil.copytree(exercise("update-weight").folder, "own")
    Path("course").mkdir()
    Path("course/week.toml").write_text('exercises = [{id = "../own"}]', encoding="utf-8")
    message = refusal("init", "gradescope", "d", "--assignment", "course/week.toml")
    assert "a set-up takes the exercises below the folder of the assignment" in message


def test_a_folder_that_cannot_be_written_is_said(here):
    """Wrong usage, not a traceback."""
    Path("file").write_text("", encoding="utf-8")
    assert "cannot be written" in run("init", "otter", "file/course", *UPDATE).stderr
