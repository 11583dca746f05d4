"""The finding about wrong numbers: where, an experiment, the likely mistake, the idea."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen
from numpy import ndindex

from gdtrace.expr import Ref
from gdtrace.grading.cases import Case
from gdtrace.grading.diagnose import Diagnosis
from gdtrace.grading.experiments import BACKWARD, experiment, tried, tried_as, wrong_place
from gdtrace.grading.explanation import Explanation
from gdtrace.grading.free import UPDATE, Free, two_ways, whole
from gdtrace.grading.known import Mistake
from gdtrace.grading.line_search import lines_of
from gdtrace.grading.lines import Line, Watched
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.naming import blamed, first_key, full, short, symbol_of, symbols
from gdtrace.grading.report import Check, Finding
from gdtrace.grading.settling import Located, changed_step, halves_of, rounds_of
from gdtrace.grading.step_hints import STEP_HINTS, step_hint
from gdtrace.grading.tasks import Task
from gdtrace.grading.wording import few, listed, ordinal
from gdtrace.steps import Key

PRODUCTS = {"delta", "dError_dActiv"}
"""Steps that take several factors together."""

THROUGH_ALIAS = "already-updated-through-alias"
UPDATED = "already-updated-weights"
SMALL = 7
"""A mistake that shows in this decimal or later looks like rounding."""


@frozen(eq=False, repr=False)
class Story:
    """What is needed to tell a student about wrong numbers."""

    function: str
    cases: tuple[Case, ...]
    parameters: Mapping[str, str]
    known: int
    located: Located | None
    diagnosis: Diagnosis
    checks: tuple[Check, ...] = ()
    seen: tuple[Watched, ...] = ()
    alias: Mapping[str, str] = field(factory=dict)
    measured: str = ""

    @property
    def task(self) -> Task:
        """The task of the first case; all have the same steps."""
        return self.cases[0].task

    @property
    def count(self) -> int:
        """How many numbers were returned."""
        return sum(case.returned.size for case in self.cases)


def finding(story: Story) -> Finding:
    """Return what is said about wrong numbers, in all levels."""
    located = story.located
    matches = _fitting(story)
    known = matches[0][0].misconception if matches else None
    alias = _through_alias(story, known)
    if alias is not None:
        known = alias
    # Mistakes with the same idea differ in what this exercise does not ask for.
    alike = {each.misconception.idea for match in matches for each in match}
    hint = known if len(alike) == 1 and len(matches[0]) == 1 else None
    subject = _subject(story, matches)
    return Finding(
        kind="misconception" if matches else "unknown",
        where=tuple(_where(story, matches)),
        lines=_once(located.lines) if located else (),
        look=_look(story, hint),
        compare=_filled(story, _compare(subject, hint), subject),
        likely=tuple(_likely(story, matches, alias)),
        unknown=() if matches else tuple(_not_known(story)),
        ids=tuple(dict.fromkeys(_id(each, alias) for match in matches[:1] for each in match)),
        ambiguous_with=tuple(
            dict.fromkeys(each.misconception.id for match in matches[1:] for each in match)
        ),
        measured="" if matches else story.measured,
        idea=_filled(story, _idea(subject, hint), subject),
        closing=_closing(story, matches),
        symbol=short(story.task, first_key(story.task, located.free)) if located else "",
        key=_key(story),
        keys=_keys(story, matches),
    )


def _once(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines without those in which a second value was made by a statement of its own."""
    return tuple({each.number: each for each in reversed(lines)}.values())[::-1]


def _key(story: Story) -> str:
    """Return the first wrong step; for a wrong step in the update that is the update itself."""
    if story.located is None:
        return ""
    key = first_key(story.task, story.located.free)
    if key != "learning_rate":
        return key
    return next((k for k in map(str, story.task.program.by_key) if Key(k).role in UPDATE), key)


def _keys(story: Story, matches: Sequence[tuple[Mistake, ...]]) -> tuple[str, ...]:
    located = story.located
    frees = [located.free, *(each.free for each in located.others)] if located else []
    keys = [key for free in [*frees, *_steps_of(story, matches)] for key, _ in free.patterns]
    return tuple(dict.fromkeys(keys))


def _id(variant: Mistake, alias: Misconception | None) -> str:
    return alias.id if alias is not None else variant.misconception.id


def _fitting(story: Story) -> list[tuple[Mistake, ...]]:
    """Return the matching mistakes: those at the place that was found, where there are any.

    Of two together both are, if they can be: no other place needs to be wrong then. Where two
    values are wrong and no line is known, a sign may also have got lost in the update.
    """
    matches = list(story.diagnosis.matches)
    if story.located is None:
        return matches
    explanations = [story.located.chosen, *story.located.others]
    keys = {key for each in explanations for key, _ in each.free.patterns}
    roles = {Key(key).role for key in keys}
    if "learning_rate" in roles:
        roles |= UPDATE
    steps = [(match, {each.misconception.step for each in match}) for match in matches]
    pairs = any(two_ways(each.free) for each in explanations)
    anywhere = pairs and not story.located.lines
    wholly = [] if anywhere else [match for match, own in steps if own <= roles]
    return wholly or [match for match, own in steps if own & roles] or matches


def _through_alias(story: Story, known: Misconception | None) -> Misconception | None:
    if known is None or known.id != UPDATED or not story.alias:
        return None
    from gdtrace.grading.misconceptions import misconception

    return misconception(THROUGH_ALIAS)


def _where(story: Story, matches: Sequence[tuple[Mistake, ...]]) -> list[str]:
    located, more = story.located, _steps_of(story, matches)
    if located is None:
        if more:
            return [_wrong(blamed(story.task, more[0], story.parameters))]
        return [f"{story.function} returns wrong numbers; no single step explains all of them."]
    if located.known:
        name = _wrong(blamed(story.task, located.known, story.parameters))
        return [f"{name} {_before(story, located)}".strip()]
    products = _products_of(story, matches)
    if not located.lines and (located.others or more or products):
        return [_one_of(story, located, more, products)]
    sentence = f"{_should_be(story, located)} {_before(story, located)}".strip()
    return [sentence, *_not_rounding(story, matches)]


def _steps_of(story: Story, matches: Sequence[tuple[Mistake, ...]]) -> list[Free]:
    """Return the steps of known mistakes that give the numbers, where they were not located."""
    found: dict[Free, None] = {}
    located = story.located
    seen = [located.chosen, *located.others] if located else []
    roles = {Key(key).role for each in seen for key, _ in each.free.patterns}
    if located and located.unsure:
        roles = set()
    roles |= UPDATE if "learning_rate" in roles else set()
    if (located and located.lines) or any(len(match) > 1 for match in matches):
        return []
    for (mistake,) in matches:
        step = changed_step(story.task, mistake)
        if step is not None and Key(step.key).role not in roles:
            found[step] = None
    if not matches and seen and roles <= UPDATE:
        # Where nothing is known, a wrong step may as well be a wrong gradient.
        moved = {key.removeprefix("new_") for each in seen for key, _ in each.free.patterns}
        keys = [key for key in story.task.program.by_key if key.removeprefix("grad_") in moved]
        if keys:
            found[whole(story.task, [str(key) for key in keys])] = None
    return [*found][:3]


def _products_of(story: Story, matches: Sequence[tuple[Mistake, ...]]) -> list[str]:
    """Name what known mistakes make wrong that is worked out within other steps only.

    Where chains are multiplied factor by factor, a sum over paths is no step of its own.
    """
    task = story.task
    steps = {match[0].misconception.step for match in matches if len(match) == 1} & PRODUCTS
    refs = [
        Ref(str(step.key), tuple(place))
        for step in task.whole.steps
        if step.view and step.key.role in steps and step.key not in task.program.by_key
        for place in ndindex(*map(task.evaluation.size, step.indices))
    ]
    names = list(dict.fromkeys(map(task.names.symbol, refs)))
    return [listed(few(names))] if names else []


def _one_of(
    story: Story, located: Located, more: Sequence[Free], products: Sequence[str] = ()
) -> str:
    explanations = [located.chosen, *located.others]
    task, parameters = story.task, story.parameters
    if len(story.diagnosis.matches) == 1 and len(more) == 1 and located.unsure:
        return _wrong(blamed(task, more[0], parameters))
    if located.unsure:
        halves = [halves_of(each.free) for each in explanations]
        one, other = (
            dict.fromkeys(blamed(task, half[place], parameters) for half in halves)
            for place in (0, 1)
        )
        which = f"Two values are wrong: {' or '.join(one)}; and {' or '.join(other)}."
        if len(one) == len(other) == 1:
            return which
        names = [*one, *other] if len(one) > 1 < len(other) else [*(one if len(one) > 1 else other)]
    else:
        names = [
            blamed(task, free, parameters) for free in [*(e.free for e in explanations), *more]
        ]
        names = list(dict.fromkeys([*names, *products]))
        if len(names) == 1:
            return _wrong(names[0])
        which = f"One value is wrong: {', or '.join(names)}."
    advice = _advice(names, _on_lines(story, explanations))
    return f"{which} The numbers that you returned cannot show which. {advice}".rstrip()


def _advice(names: Sequence[str], on_lines: set[str]) -> str:
    """Say which values should have a line of their own; nothing of those that have one."""
    lacking = [name for name in names if name not in on_lines]
    if not lacking:
        return ""
    factors = [name for name in lacking if re.match(r"g\d", name)]
    every = "each of them" if len(lacking) == len(names) else listed(lacking)
    own = listed(factors) if factors and len(names) <= 3 else every
    return f"Give {own} a line of {'their' if ' and ' in own else 'its'} own and check again."


def _on_lines(story: Story, explanations: Sequence[Explanation]) -> set[str]:
    """Return the names of values that were seen in variables, right or as they explain all."""
    found = set()
    for each in explanations:
        right, own = rounds_of(each, story.cases)
        known = [its.known for its in right]
        for free in halves_of(each.free):
            if any(lines_of(free, story.cases, made, right, story.seen) for made in (own, known)):
                found.add(blamed(story.task, free, story.parameters))
    return found


def _wrong(name: str) -> str:
    several = name.startswith("the gradients") or " and " in name
    start = f"The{name[3:]}" if name.startswith("the ") else name
    return f"{start} {'are' if several else 'is'} wrong."


def _should_be(story: Story, located: Located) -> str:
    task, free = story.task, located.chosen.free
    what = full(task, free, story.parameters)
    plural = (
        len(located.lines) > 1
        or what.startswith("the gradients")
        or (len(symbols(task, free)) > 1 and (" and " in what or not what.startswith("the new")))
    )
    if located.lines:
        return (
            f"These should be {what}, and are not."
            if plural
            else (f"This should be {what}, and is not.")
        )
    name = blamed(task, free, story.parameters)
    if len(task.program.steps) == 1:
        return f"{story.function} should return {what}, and does not."
    if free.key == "learning_rate":
        return "The update is wrong: the gradients that go into it are right, the step is not."
    if name == what:
        return _wrong(name)
    several = len(symbols(task, free)) > 1
    verb = "are" if several else "is"
    return f"{name} {verb} wrong: {'they' if several else 'it'} should be {what}."


def _before(story: Story, located: Located) -> str:
    if len(story.task.program.steps) == 1:
        return ""
    right = _right_returns(story)
    if len(located.lines) > 1 and right:
        return f"Your {listed(right)} {'are' if len(right) > 1 else 'is'} right."
    before = []
    for check in story.checks:
        if check.status == "failed":
            break
        before.append(check)
    if all(check.status == "passed" for check in before):
        return "Everything before it is right."
    return ""


def _right_returns(story: Story) -> list[str]:
    """Return what was right in all sets of inputs, in the student's own names."""
    wrong = {name for case in story.cases for name in _wrong_names(case)}
    found = []
    for value in story.task.returned:
        if value.name and value.name not in wrong:
            name = story.parameters.get(value.name, value.name)
            found.append(f"new {name}" if value.binding.key.startswith("new_") else name)
    return found


def _wrong_names(case: Case) -> Iterator[str]:
    start = 0
    for value in case.task.returned:
        if case.wrong[start : start + value.count].any():
            yield value.name
        start += value.count


def _not_rounding(story: Story, matches: Sequence[tuple[Mistake, ...]]) -> list[str]:
    if len(matches) != 1 or len(matches[0]) != 1:
        return []
    off = matches[0][0].off
    if off is None or off[1] < SMALL:
        return []
    place, small, large = off
    own = story.task.returned[place].name
    name = story.parameters.get(own, own)
    return [
        f"This is not rounding. With the tutorial's numbers the new {name} is off in the "
        f"{ordinal(small)} decimal at the learning rate 0.001, and in the "
        f"{ordinal(large)} decimal at the learning rate 0.5."
    ]


def _look(story: Story, hint: Misconception | None) -> str:
    """Return the question of level 1, if it gives away no more than where to look."""
    certain = story.located is None or not story.located.others
    return hint.look if hint is not None and certain else ""


def _subject(story: Story, matches: Sequence[tuple[Mistake, ...]]) -> Ref | None:
    """Return the place that experiment and idea are about; None unless it is certainly wrong."""
    located, more = story.located, _steps_of(story, matches)
    explanations = [located.chosen, *located.others] if located else []
    if _products_of(story, matches):
        return None
    named = [located.free, *(each.free for each in located.others)] if located else []
    frees = [*named, *more]
    if located is None or not located.lines:
        frees = _of_mistakes(frees, matches) or frees
    roles = {tried_as(free) for free in frees}
    if len(roles) == 1 and not _or_update(story, frees[0], matches):
        own = next((each for each in explanations if each.free == frees[0]), None)
        return wrong_place(story.cases, frees[0], own, matches)
    if located and roles <= BACKWARD and not any(_or_update(story, each, ()) for each in frees):
        # Whichever of them it is, gradients behind it are wrong.
        later = story.task.following(frees[0].key)
        keys = [str(key) for key in story.task.program.by_key if Key(key).role == "grad_W"]
        keys = [key for key in keys if key in later]
        if keys:
            return wrong_place(story.cases, whole(story.task, keys), located.chosen, matches)
    return None


def _or_update(story: Story, free: Free, matches: Sequence[tuple[Mistake, ...]]) -> bool:
    """Say whether gradients may be right, and only their update wrong."""
    updated = any(Key(key).role in UPDATE for key in story.task.program.by_key)
    lines = story.located is not None and story.located.lines
    return free.scaled and updated and not lines and not _of_mistakes([free], matches)


def _of_mistakes(frees: Sequence[Free], matches: Sequence[tuple[Mistake, ...]]) -> list[Free]:
    """Return the free values in whose steps the known mistakes are made."""
    steps = {tried(each.misconception.step) for match in matches for each in match}
    return [free for free in frees if tried_as(free) in steps]


def _compare(subject: Ref | None, hint: Misconception | None) -> str:
    if hint is not None and hint.compare:
        return hint.compare
    known = subject is not None and Key(subject.key).role in STEP_HINTS
    return step_hint(Key(subject.key).role).compare if subject and known else ""


def _idea(subject: Ref | None, hint: Misconception | None) -> str:
    if hint is not None:
        return hint.idea
    known = subject is not None and Key(subject.key).role in STEP_HINTS
    return step_hint(Key(subject.key).role).idea if subject and known else ""


def _likely(
    story: Story, matches: Sequence[tuple[Mistake, ...]], alias: Misconception | None
) -> list[str]:
    if not matches:
        return []
    titles = list(dict.fromkeys(_titles(match) for match in matches))
    if len({each.misconception.idea for match in matches for each in match}) == 1:
        titles = [min(titles, key=len)]
    numbers = f"all {story.count} numbers that your {story.function} returned"
    if alias is not None:
        return [alias.title, f"This one mistake gives {numbers}."]
    if len(matches[0]) == 2:
        if len(titles) > 1:
            return [*[f"- {each}" for each in titles[:4]], f"Each of these gives {numbers}."]
        return [titles[0], f"These two mistakes together give {numbers}."]
    if len(titles) > 1:
        return [
            "One of these:",
            *[f"- {each}" for each in titles],
            f"Each of them gives {numbers}.",
        ]
    return [titles[0], f"This one mistake gives {numbers}."]


def _titles(match: tuple[Mistake, ...]) -> str:
    return " And: ".join(dict.fromkeys(each.misconception.title for each in match))


def _not_known(story: Story) -> list[str]:
    how = ", alone or in pairs" if story.diagnosis.pairs else ""
    mistakes = f"None of the {story.known} known mistakes gives your numbers{how}."
    certain = story.located is not None and not story.located.others
    place = "The place is certain; the" if certain else "The"
    return [f"Not known. {mistakes}", f"{place} reason is for you to find."]


def _closing(story: Story, matches: Sequence[tuple[Mistake, ...]]) -> str:
    if matches or story.located is None or not story.located.lines:
        return ""
    verb = "are" if len(_once(story.located.lines)) > 1 else "is"
    return f"If you are sure that {_lines(story)} {verb} right, show this screen to your teacher."


def _lines(story: Story) -> str:
    lines = story.located.lines if story.located else ()
    if not lines:
        return "your line"
    numbers = [str(each.number) for each in _once(lines)]
    return f"lines {listed(numbers)}" if len(numbers) > 1 else f"line {numbers[0]}"


def _filled(story: Story, text: str, subject: Ref | None) -> str:
    """Put the student's lines and the symbols of the step into a text."""
    words = {"line": _lines(story), **story.alias}
    if subject is not None:
        words |= _step_words(story, subject)
    if "{before}" in text:
        words |= story.alias
    if " and " in words["line"]:
        text = text.replace("does {line}", "do {line}")
        text = re.sub(r"\{line\} (give|divide|move)s\b", r"{line} \1", text)
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return re.sub(r"\{\w+\}", "your value", text)


def _step_words(story: Story, step: Ref) -> dict[str, str]:
    """Return the symbols of a step, and of what an experiment with it moves and watches."""
    task, role = story.task, Key(step.key).role
    symbol = symbol_of(task, step)
    words = {"name": short(task, step.key), "symbol": symbol, "value": symbol, "by": symbol}
    if len(task.program.steps) == 1 and role in ("Activ", "dActiv_dSOP"):
        argument = next(iter(task.arguments))
        by = story.parameters.get(argument, argument)
        value = "the activation" if role == "dActiv_dSOP" else f"{story.function}({by})"
        return {**words, "by": by, "value": value}
    if role == "Activ":
        total = Ref(f"SOP@{Key(step.key).layer}", step.indices)
        return {**words, "by": task.names.symbol(total)}
    found = experiment(task, step)
    if found is None:
        return words
    value, by = task.names.symbol(found.value), task.names.symbol(found.by)
    return {**words, "value": value, "by": by}
