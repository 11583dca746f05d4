import subprocess
import sys
from pathlib import Path

import pytest

# Imported before the first run: pytester forgets what a run imports, and numpy loads only once.
import gdtrace.grading.judge
import gdtrace.sandbox.child
import gdtrace.sandbox.inline  # noqa: F401

pytest_plugins = "pytester"

SUBMISSIONS = Path(__file__).parent / "submissions"
MINE = """
def right(w, grad, rate):
    return w - rate*grad

def wrong(w, grad, rate):
    return w + rate*grad
"""


@pytest.fixture
def check(pytester):
    """Return what runs pytest on files made of sources, with the options that are given."""
    pytester.makepyfile(mine=MINE)
    pytester.syspathinsert()

    def run(*options, **sources):
        for name, text in sources.items():
            pytester.makepyfile(**{name: text})
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", *options)

    return run


def using(*lines):
    """Return a test that uses the fixture in these lines."""
    body = "".join(f"    {line}\n" for line in lines)
    return f"import mine\n\ndef test_mine(gdtrace_check):\n{body}"


def page(result):
    """Return what pytest printed about the failures."""
    text = result.stdout.str()
    return text.partition("= FAILURES =")[2].partition("short test summary")[0]


def test_a_right_function_passes_and_its_report_is_returned(check):
    """The fixture gives a function: exercise, function, report."""
    lines = ['report = gdtrace_check("update-weight", mine.right)', "assert report.score == 1"]
    check(test_it=using(*lines)).assert_outcomes(passed=1)


def test_a_wrong_function_fails_with_the_report_as_its_message(check):
    """The page that the command prints, and no line of the library or of a traceback."""
    result = check(test_it=using('gdtrace_check("update-weight", mine.wrong)'))
    result.assert_outcomes(failed=1)
    said = page(result).partition("\n")[2].partition("\n")[2]
    assert [
        "update-weight: wrong, 0 of 1 points",
        "",
        "Where    line 5:  return w + rate*grad",
    ] == said.splitlines()[:3]
    for word in ("Traceback", "pytest_plugin", "grading", "gdtrace_check(", "During handling"):
        assert word not in said


def test_the_message_is_the_text_of_the_report(check):
    """Letter by letter what str(report) is."""
    lines = [
        "import gdtrace, pytest",
        'expected = str(gdtrace.check("update-weight", mine.wrong, hints=3, seed=4))',
        "with pytest.raises(pytest.fail.Exception) as caught:",
        '    gdtrace_check("update-weight", mine.wrong, hints=3, seed=4)',
        "assert expected == caught.value.msg",
    ]
    check(test_it=using(*lines)).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ('"update-weight", mine.right(1, 2, 3)', "check takes the function itself, got int"),
        ('"update-wieght", mine.right', "did you mean update-weight?"),
    ],
)
def test_wrong_use_is_a_sentence_without_a_traceback(check, call, sentence):
    """As on the command line."""
    result = check(test_it=using(f"gdtrace_check({call})"))
    result.assert_outcomes(failed=1)
    assert sentence in page(result)
    assert "During handling" not in page(result)
    assert ".py:" not in page(result)


def test_hints_and_seed_are_options_of_the_call_and_of_the_run(check):
    """What the call says wins over what the command line says."""
    test = using('gdtrace_check("update-weight", mine.wrong{})')
    options = ("--gdtrace-hints", "3", "--gdtrace-seed", "5")
    most = page(check(*options, test_it=test.format("")))
    assert "Idea " in most
    assert "from seed 5" in most
    least = page(check(*options, test_it=test.format(", hints=0, seed=6")))
    assert "Where" not in least
    assert "from seed 6" in least


def test_a_file_gives_an_item_for_each_function_that_answers_an_exercise(check, pytester):
    """By the names of the exercises; one that is right with a wrong helper passes."""
    name = submission(pytester, "wrong/screen_7.py")
    result = check("-v", "--gdtrace", name)
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(
        [
            "train_step.py::sigmoid PASSED*",
            "train_step.py::error-derivative FAILED*",
            "train_step.py::sigmoid-derivative PASSED*",
            "train_step.py::update-weight PASSED*",
            "train_step.py::train-step PASSED*",
            "error-derivative: wrong, 0 of 1 points",
        ]
    )
    assert "Once it is mended, train_step is right too." in " ".join(page(result).split())
    assert "Traceback" not in page(result)


def submission(pytester, file):
    """Copy a submission to where the tests run; return its name there."""
    text = (SUBMISSIONS / file).read_text(encoding="utf-8")
    (pytester.path / "train_step.py").write_text(text, encoding="utf-8")
    return "train_step.py"


def test_a_file_is_run_once_and_apart(check, pytester):
    """All items share one run, in another process, also where others would import the file."""
    name = submission(pytester, "wrong/screen_7.py")
    path = pytester.path / name
    text = path.read_text(encoding="utf-8")
    path.write_text(f"import sys\nassert 'pytest' not in sys.modules\n{text}", encoding="utf-8")
    count = (
        "import gdtrace.grading.check as it\nbefore, runs = it.check_file, []\n"
        "def counted(*a, **k):\n    runs.append(a)\n    return before(*a, **k)\n"
        "it.check_file = counted\n"
        "def pytest_sessionfinish():\n    it.check_file = before\n    print('RUNS', len(runs))\n"
    )
    result = check("--doctest-modules", "-s", "--gdtrace", name, conftest=count)
    result.assert_outcomes(passed=4, failed=1)
    assert "RUNS 1" in result.stdout.str()


def test_one_item_of_a_file_can_be_chosen(check, pytester):
    """In the way of pytest."""
    name = submission(pytester, "wrong/screen_7.py")
    check("--gdtrace", f"{name}::train-step").assert_outcomes(passed=1)
    check("--gdtrace", name, "-k", "error-derivative").assert_outcomes(failed=1)


def test_without_other_arguments_nothing_but_the_file_is_collected(check, pytester):
    """Tests that are named as well run beside it."""
    name = submission(pytester, "right/screen_3.py")
    sources = {"test_it": "def test_other(): pass"}
    check("--gdtrace", name, **sources).assert_outcomes(passed=4)
    check("--gdtrace", name, "test_it.py", **sources).assert_outcomes(passed=5)
    check(**sources).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def f(:\n", "Python cannot read the file"),
        ("x = 1\n", "The file defines no function."),
        (
            "def update_weights(w, g, r): return w\n",
            "the exercise update-weight looks for update_w",
        ),
        ("import none_such\ndef update_w(w, g, r): return w\n", "No module named 'none_such'"),
        ("def update_w(w, g, r): return v\n", "name 'v' is not defined"),
        ("\udcff", "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_run_fails_with_the_sentence(check, pytester, text, sentence):
    """One failing item says why; it is neither an error nor skipped."""
    (pytester.path / "its.py").write_bytes(text.encode("utf-8", "surrogateescape"))
    result = check("--gdtrace", "its.py")
    result.assert_outcomes(failed=1)
    assert sentence in " ".join(page(result).split())
    assert "Traceback" not in page(result)


def test_a_file_that_is_not_there_is_wrong_usage(check):
    """As pytest says it of its own arguments."""
    result = check("--gdtrace", "nothing.py")
    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["ERROR: file or directory not found: nothing.py"])


def test_a_folder_is_no_submission(check):
    """Its tests are not run in the place of a check."""
    result = check("--gdtrace", ".")
    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["*--gdtrace .: is a folder; name a file*"])


def test_the_options_are_explained(check):
    """The help of pytest has a group for them."""
    result = check("--help")
    result.stdout.fnmatch_lines(["gdtrace, hand-written gradient descent:", "*--gdtrace=FILE.py*"])


def test_the_plugin_costs_nothing_unless_it_is_used(pytester):
    """A run of pytest starts and runs other tests without numpy, and without the grader."""
    pytester.makepyfile(
        test_it="import sys\n\ndef test_it():\n"
        "    names = [n for n in sys.modules if n.partition('.')[0] in ('gdtrace', 'numpy')]\n"
        "    assert ['gdtrace', 'gdtrace._version', 'gdtrace.pytest_plugin'] == sorted(names)\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", "-q"]
    done = subprocess.run(command, cwd=pytester.path, capture_output=True, text=True)
    assert 0 == done.returncode, done.stdout
