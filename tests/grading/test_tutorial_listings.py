"""The tutorial's own listings as submissions."""

import re

from attrs import evolve
from graded import INDEX, SUBMISSIONS, checked

from gdtrace.grading.exercise_files import exercise
from gdtrace.grading.judge import judge
from gdtrace.grading.judging import Origin
from gdtrace.grading.probes import probes
from gdtrace.sandbox.child import Child

ALIAS = "already-updated-through-alias"


def test_the_listing_of_ten_inputs_is_diagnosed():
    """Its second name for one array makes hidden gradients use the updated weights."""
    report = checked("wrong", "train_tutorial_10_inputs.py", "train")
    assert (ALIAS,) == report.finding.ids


def test_the_second_name_is_printed_before_it_is_bound_again():
    """A right program binds it again at the end of a round: then it has changed, too."""
    finding = checked("wrong", "train_tutorial_10_inputs.py", "train").finding
    source = (SUBMISSIONS / "wrong" / "train_tutorial_10_inputs.py").read_text(encoding="utf-8")
    texts = source.splitlines()
    numbers = re.findall(r"after line (\d+)", finding.compare)
    before, after = (texts[int(number) - 1] for number in numbers)
    assert before.strip().startswith("predicted =")
    assert after.strip().startswith("w3_2[1] = ")


def test_it_is_diagnosed_at_the_learning_rate_of_the_tutorial():
    """The new weights differ in the 8th decimal or later, and the mistake is still named."""
    asked = evolve(exercise("train"), learning_rates=[0.001])
    name = "train_tutorial_10_inputs.py"
    with Child.start() as child:
        child.load((SUBMISSIONS / "wrong" / name).read_text(encoding="utf-8"), name)
        report = judge(asked, probes(asked, 0), child, asked.function, Origin(file=name, hints=3))
    assert report.status == "failed"
    assert (ALIAS,) == report.finding.ids


def test_the_listing_of_three_inputs_passes():
    """Wrapped as a function it is right."""
    names = [name for name in INDEX["right"] if name.startswith("train_tutorial")]
    assert names
    assert all(checked("right", name, "train").verdict == "right" for name in names)
