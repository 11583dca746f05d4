"""The table of known mistakes: what each of them says, and that each of them shows."""

import re
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from click.testing import CliRunner
from wrong_programs import derived, problems, values

from gdtrace.chains import ERROR_SLOPE
from gdtrace.cli import main
from gdtrace.errors import GdtraceError, UnknownNameError
from gdtrace.grading import document
from gdtrace.grading.drivers import DRIVERS as RUN
from gdtrace.grading.misconceptions import (
    DRIVERS,
    MISCONCEPTIONS,
    misconception,
    variants,
    variants_of,
)
from gdtrace.grading.mistake_page import compared_values, mistake_document, variant_of
from gdtrace.grading.step_hints import STEP_HINTS, step_hint
from gdtrace.presets import preset
from gdtrace.training import train

ALL = list(MISCONCEPTIONS.values())
IDS = list(MISCONCEPTIONS)
PROBLEMS = problems()
TUTORIAL = train(preset("tutorial-3-2-1"), iterations=2)


def test_ids_are_names_in_kebab_case():
    """Small letters, digits and single hyphens; every record is found by its id."""
    assert [] == [id for id in IDS if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id)]
    assert IDS == [each.id for each in ALL]


def test_an_unknown_misconception_is_answered_with_the_nearest():
    """A misspelt id finds its neighbour, any other the command that lists them."""
    with pytest.raises(UnknownNameError, match=r"'factor-two-missing'; did you mean factor-2-mis"):
        misconception("factor-two-missing")
    with pytest.raises(UnknownNameError, match="'gdtrace misconceptions' lists them all"):
        misconception("xyz")


@pytest.mark.parametrize("each", ALL, ids=IDS)
def test_every_mistake_shows_somewhere(each):
    """In one problem at least its numbers are others, or it is run in another way."""
    for problem in PROBLEMS.values():
        program = derived(problem)
        right = values(program, problem)
        for variant in variants_of(each, program):
            wrong = values(variant.program, problem)
            if any(not np.allclose(wrong[key], right[key], rtol=1e-6) for key in right):
                return
    assert each.driver or each.id == "gradient-not-reset"


@pytest.mark.parametrize(
    "each", [each for each in ALL if not each.driver], ids=lambda each: each.id
)
def test_the_step_of_a_mistake_is_among_those_that_go_wrong(each):
    """What a record calls the first wrong step is wrong wherever the mistake shows."""
    for problem in PROBLEMS.values():
        program = derived(problem, style="delta")
        right = values(program, problem)
        for variant in list(variants_of(each, program))[:1]:
            wrong = values(variant.program, problem)
            roles = {
                step.key.role
                for step in program.steps
                if not np.allclose(wrong[step.key], right[step.key], rtol=1e-9, equal_nan=True)
            }
            fused = "delta" if problem.network.loss == "cross_entropy" else each.step
            near = {each.step, each.step.replace("_W", "_b"), fused}
            near |= {"difference-parentheses": {"delta"}, "no-bias": {"new_b"}}.get(each.id, set())
            assert not roles or roles & near, f"{each.id} on {problem.name}: {roles}"


def test_equal_programs_come_once():
    """One hidden layer: the mistake in all hidden layers is the mistake in the first."""
    found = [each.id for each in variants(TUTORIAL.program)]
    assert len(found) == len(set(found))
    assert "hidden-slope-missing" in found
    assert "hidden-slope-missing@1" not in found
    assert "slope-is-activation@1" in found


def test_a_slope_that_nothing_reads_cannot_be_wrong():
    """With cross-entropy the output's slope cancels; the hidden layer's does not."""
    single = variants(derived(PROBLEMS["logistic-neuron"]))
    deeper = variants(derived(PROBLEMS["2-3-2 cross-entropy"]))
    found = [{each.id for each in each_of} for each_of in (single, deeper)]
    assert {"slope-is-activation", "output-slope-missing"}.isdisjoint(found[0])
    assert {"slope-is-activation", "hidden-slope-missing"} <= found[1]
    assert {"slope-is-activation@2", "output-slope-missing"}.isdisjoint(found[1])


def test_an_alias_is_only_meant_where_one_was_seen():
    """The rewrite is that of already-updated weights, and the texts are others."""
    usual = {each.misconception.id for each in variants(TUTORIAL.program)}
    with_alias = {each.misconception.id for each in variants(TUTORIAL.program, alias=True)}
    assert {"already-updated-through-alias"} == with_alias - usual


def test_drivers_are_those_that_can_be_run():
    """Every driver that a misconception names is described, and implemented."""
    named = {each.driver for each in ALL if each.driver}
    assert named == set(DRIVERS) == set(RUN)


HIDDEN = ("look", "compare", "idea")
TEXTS = [
    pytest.param(getattr(each, name), id=f"{each.id}-{name}")
    for each in ALL
    for name in HIDDEN
    if getattr(each, name) and each.id != "already-updated-through-alias"
]
STEP_TEXTS = [
    pytest.param(text, id=f"{role}-{name}")
    for role, hint in STEP_HINTS.items()
    for name, text in (("compare", hint.compare), ("idea", hint.idea))
]
OWN_NUMBERS = {"0", "1", "2", "0.1", "0.2", "0.5", "0.8", "0.001"}
"""What experiments are made with: numbers of the student's own choice."""


@pytest.mark.parametrize("text", [*TEXTS, *STEP_TEXTS])
def test_hints_give_nothing_away(text):
    """No equation, no operator of a program, no number but those of an experiment."""
    assert not re.search(r"[=*/]|\w\s*[-+]\s*\d|\bnumpy\b|\bnp\b", text)
    numbers = re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)", text)
    assert set(numbers) <= OWN_NUMBERS
    assert text[-1] in ".?:"


@pytest.mark.parametrize("each", ALL, ids=IDS)
def test_records_are_complete(each):
    """Every text is there, a title is a sentence, and placeholders are those that are filled."""
    assert re.fullmatch(r"[A-Z].*\.", each.title)
    assert all([each.symptom, each.look, each.idea, each.note, each.step])
    assert each.step in STEP_HINTS
    fields = {name for _, name, _, _ in Formatter().parse(each.compare) if name}
    alias = {"name", "before", "after"} if each.needs_alias else set()
    assert fields <= {"line"} | alias
    for text in (each.look, each.idea, each.title):
        assert "{" not in text


def test_texts_of_the_model_screens():
    """What a student reads about a missing factor, to the letter."""
    each = misconception("factor-2-missing")
    assert "A constant factor is missing from the derivative of the error." == each.title
    assert ERROR_SLOPE == each.step
    assert (
        "g1 says how fast Error grows when Predicted grows. Error is the square of a difference. "
        "Which rule gives the slope of a square, and what does it do with the exponent?"
    ) == each.idea
    expected = (
        "Take a prediction and a target of your own, for example 0.8 and 0.2, and work out Error. "
        "Make the prediction 0.001 larger and work out Error again. Divide the change of Error by "
        "0.001. What does line 26 give for your prediction and your target?"
    )
    assert expected == each.compare.format(line="line 26")
    assert expected == step_hint(ERROR_SLOPE).compare.format(line="line 26", value="Error")


def test_texts_of_an_alias():
    """What a student reads about two names for one array, to the letter."""
    each = misconception("already-updated-through-alias")
    assert (
        "Already-updated weights in the hidden gradients, through a second name for one array."
    ) == each.title
    assert (
        "Put print(w3_old) after line 25 and again after line 31, and run one step.\n"
        "Should w3_old have changed between the two lines?"
    ) == each.compare.format(name="w3_old", before="line 25", after="line 31")
    assert each.idea == (
        "An assignment gives an array one more name; it does not make a second array. Try:\n"
        "    a = numpy.array([1.0, 2.0])\n"
        "    b = a\n"
        "    a[0] = 9.0\n"
        "    print(b)\n"
        "All factors of one step belong to the weights that made this prediction."
    )


def test_texts_of_a_step():
    """What a student reads about a wrong slope that fits no known mistake, to the letter."""
    hint = step_hint("dActiv_dSOP")
    filled = {"value": "Activ2", "by": "SOP2", "name": "g4", "line": "line 38"}
    assert (
        "Take a SOP2 of your own, for example 0.5, and work out Activ2. Make SOP2 0.001 larger and "
        "work out Activ2 again. Divide the change of Activ2 by 0.001. What does line 38 give, and "
        "what do you need to know to work it out?"
    ) == hint.compare.format(**filled)
    assert (
        "g4 says how fast the output of one neuron grows when the sum of this neuron grows."
    ) == hint.idea.format(**filled)


def test_every_kind_of_step_has_a_hint():
    """Whatever step is wrong, there is something to try."""
    roles = {
        step.key.role
        for problem in PROBLEMS.values()
        for step in derived(problem).steps
        if not step.key.role.startswith(("change_", "delta_product"))
    }
    assert roles <= set(STEP_HINTS)
    with pytest.raises(UnknownNameError, match="'SOPP'; did you mean SOP"):
        step_hint("SOPP")


def run(*arguments):
    """Run the command line, and return what it prints and its exit code."""
    result = CliRunner().invoke(main, arguments)
    return result.output, result.exit_code


def test_the_command_lists_all_misconceptions():
    """Every id with its step and its title, no wider than a page."""
    printed, code = run("misconceptions")
    assert 0 == code
    assert all(f"\n{id} " in printed for id in IDS)
    assert max(map(len, printed.splitlines())) <= 100


@pytest.mark.parametrize("id", ["factor-2-missing", "already-updated-through-alias"])
def test_the_command_shows_one_misconception(id):
    """All its texts, an example of a program line by line."""
    printed, code = run("misconceptions", id)
    assert 0 == code
    words = " ".join(printed.split())
    each = misconception(id)
    for text in (each.title, each.symptom, each.look, each.compare, each.idea, each.note):
        assert " ".join(text.split()) in words
    assert max(map(len, printed.splitlines())) <= 100


def test_the_command_refuses_an_unknown_misconception():
    """With the nearest names."""
    printed, code = run("misconceptions", "factor-3-missing")
    assert 2 == code
    assert "did you mean factor-2-missing" in printed


def test_a_mistake_is_shown_beside_the_right_numbers():
    """Everything before the mistake is equal, the first wrong step is marked, the rest follows."""
    printed, code = run("trace", "tutorial-3-2-1", "--mistake", "factor-2-missing")
    assert 0 == code
    lines = {line[:17].strip(): line.split() for line in printed.splitlines()}
    assert ["SOP1", "2.81228694", "2.81228694"] == lines["SOP1"]
    assert "1.15695331 0.578476656 0.5 FIRST WRONG STEP" == " ".join(lines["∂Error/∂Predicted"][1:])
    assert ["0.5", "wrong"] == lines["∂Error/∂W11"][-2:]
    assert "wrong" == lines["new W11"][-1]
    assert 1 == printed.count("FIRST WRONG STEP")
    assert misconception("factor-2-missing").title in printed


def test_a_mistake_in_one_layer_is_shown():
    """By its id with the layer behind it."""
    everywhere = compared_values(TUTORIAL, 0, variant_of(TUTORIAL, "slope-is-activation"))
    one_layer = compared_values(TUTORIAL, 0, variant_of(TUTORIAL, "slope-is-activation@1"))
    wrong = [{each.symbol for each in found if not each.same} for found in (everywhere, one_layer)]
    assert "∂Predicted/∂SOP3" in wrong[0]
    assert "∂Predicted/∂SOP3" not in wrong[1]
    assert "∂Activ1/∂SOP1" in wrong[1]


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("factor-2-extra", "nobody can make this mistake in tutorial-3-2-1: A constant factor"),
        ("bias-not-updated", "nobody can make this mistake in tutorial-3-2-1"),
        ("slope-is-activation@3", "there are slope-is-activation, slope-is-activation@1"),
        ("slope-is-activatio", "did you mean slope-is-activation"),
    ],
)
def test_a_mistake_that_cannot_be_made_is_refused(id, message):
    """With the reason, or with what there is."""
    with pytest.raises(GdtraceError, match=message):
        mistake_document(TUTORIAL, 0, id, total=2)
    assert 2 == run("trace", "tutorial-3-2-1", "--mistake", id)[1]


@pytest.mark.parametrize("more", [("--show", "SOP1"), ("--at", "0,1")])
def test_a_mistake_is_shown_for_one_whole_iteration(more):
    """Neither single values nor several iterations."""
    printed, code = run("trace", "tutorial-3-2-1", "--mistake", "factor-2-missing", *more)
    assert 2 == code
    assert "--mistake shows one whole iteration" in printed


def test_a_mistake_that_needs_a_second_iteration_says_so():
    """Nothing is wrong in the first; in the second the gradients of both are in the sum."""
    printed, _ = run("trace", "tutorial-3-2-1", "--mistake", "gradient-not-reset")
    assert "In this iteration the mistake changes no number" in printed
    second = compared_values(TUTORIAL, 1, variant_of(TUTORIAL, "gradient-not-reset"))
    gradients = TUTORIAL["∂Error/∂W41"]
    found = next(each for each in second if each.symbol == "∂Error/∂W41")
    assert gradients.sum() == pytest.approx(found.wrong, rel=1e-12)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "latex", "csv", "json"])
@pytest.mark.parametrize("name", ["tutorial-3-2-1", "logistic-neuron", "two-two-two"])
def test_a_mistake_is_shown_in_every_format(name, form):
    """Several examples and several outputs as well."""
    printed, code = run("trace", name, "--mistake", "target-minus-predicted", "--format", form)
    assert 0 == code
    assert "FIRST WRONG STEP" in printed


def test_examples_one_after_the_other_are_shown():
    """The second example meets weights that the first has moved."""
    trace = train(preset("logistic-neuron"), iterations=1)
    found = compared_values(trace, 0, variant_of(trace, "online"))
    sums = [each for each in found if each.symbol == "z"]
    assert [True, False, False, False, False] == [each.same for each in sums]


def test_the_page_of_the_documentation_is_up_to_date():
    """The comment at its beginning says how it is written anew."""
    file = Path(__file__).parents[2] / "docs" / "misconceptions.md"
    assert document.page() == file.read_text(encoding="utf-8")


def test_the_page_is_written_where_it_is_asked_for(tmp_path):
    """The module is a program."""
    file = tmp_path / "page.md"
    document.main([str(file)])
    text = file.read_text(encoding="utf-8")
    assert all(f"\n## {id}\n" in text for id in IDS)
