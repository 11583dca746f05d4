from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest
from a_class import ASSIGNMENT, RIGHT, UPHILL
from attrs import evolve

from gdtrace.classes.assignment import parse_assignment
from gdtrace.classes.grader import Reply, Request, graded, order
from gdtrace.classes.journal import journal
from gdtrace.classes.marking import ATTEMPTS, Marking, Stopped, mark_all, works
from gdtrace.classes.proof import demand_right, proved
from gdtrace.classes.work import worked
from gdtrace.errors import GraderError
from gdtrace.grading.report_store import record, text
from gdtrace.intake.records import SourceFile
from gdtrace.sandbox.sandbox import Sandbox

ASKED = parse_assignment(ASSIGNMENT, folder=Path())


@pytest.fixture(scope="module")
def work():
    """Return the work on a right submission."""
    with Sandbox.start() as sandbox:
        return worked(sandbox, ASKED, [SourceFile("a.py", RIGHT)])


def marking(replies, **changes):
    """Return a marking in which the replies to a submission come one after the other."""
    asked = []

    def submit(name, request):
        asked.append(name)
        future = Future()
        given = replies.get(name, replies["other"])
        reply = given[min(asked.count(name), len(given)) - 1]
        if isinstance(reply, BaseException):
            future.set_exception(reply)
        else:
            future.set_result(text(reply))
        return future

    made = Marking(
        assignment=ASKED,
        order=order(ASKED, "auto"),
        submit=submit,
        most=2,
        report=lambda done, total: None,
        stopping=lambda: False,
    )
    return evolve(made, **changes), asked


SUBMISSIONS = {name: [SourceFile("a.py", f"# {name}\n")] for name in "abcde"}


def test_every_submission_is_marked_once(work):
    """However few are under way at a time."""
    made, asked = marking({"other": [Reply(work=work)]})
    assert dict.fromkeys("abcde", work) == dict(works(made, SUBMISSIONS))
    assert list("abcde") == sorted(asked)


def test_a_submission_whose_grader_dies_is_marked_again(work):
    """So many times; then it is blank, and no other one suffers."""
    dying, once = [OSError("no more")], [OSError("no more"), Reply(work=work)]
    made, asked = marking({"b": dying, "d": once, "other": [Reply(work=work)]})
    found = dict(works(made, SUBMISSIONS))
    assert [work] * 4 == [found[name] for name in "acde"]
    assert (ATTEMPTS, 2) == (asked.count("b"), asked.count("d"))
    assert [(None, "error")] * 2 == [(each.score, each.status) for each in found["b"].reports]
    assert "no more" in found["b"].trace


def test_a_failure_of_ours_is_blank(work):
    """What went wrong is kept for whoever mends it."""
    failed = Reply(failed="KeyError: 'x'", trace="Traceback: here")
    made, _ = marking({"c": [failed], "other": [Reply(work=work)]})
    found = dict(works(made, SUBMISSIONS))["c"]
    assert (True, "Traceback: here") == (found.blank, found.trace)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(refused="isolation L2 is required"), "isolation L2 is required"),
        (CancelledError(), "add --resume"),
    ],
)
def test_graders_that_cannot_mark_stop_the_run(work, reply, said):
    """Nobody gets a blank because of the machine."""
    made, _ = marking({"c": [reply], "other": [Reply(work=work)]})
    with pytest.raises(GraderError, match=said):
        dict(works(made, SUBMISSIONS))


def test_blanks_are_not_kept(tmp_path, work):
    """Another run tries them again; what is marked is kept at once, also if it stops."""
    made, asked = marking({"b": [Reply(failed="ours")], "other": [Reply(work=work)]})
    stopping = evolve(made, most=1, stopping=lambda: len(asked) >= 3)
    with journal(tmp_path, {"gdtrace": "1"}, resume=False) as kept:
        with pytest.raises(Stopped):
            mark_all(stopping, kept, SUBMISSIONS)
        assert {"a", "c"} == kept.works().keys()
        assert {"b"} == mark_all(made, kept, SUBMISSIONS).keys()
        assert set("acde") == kept.works().keys()


def test_how_far_it_is_is_reported(tmp_path, work):
    """Once for every submission."""
    told = []
    made, _ = marking(
        {"other": [Reply(work=work)]}, report=lambda done, total: told.append((done, total))
    )
    with journal(tmp_path, {"gdtrace": "1"}, resume=False) as kept:
        mark_all(made, kept, SUBMISSIONS)
    assert [(number, 5) for number in range(1, 6)] == told


def here(name, request):
    """Have a request marked in this process."""
    future = Future()
    future.set_result(graded(request))
    return future


def test_right_programs_prove_a_grader():
    """All styles are right; from then on everybody is kept apart as they were."""
    made, _ = marking({"other": []}, submit=here)
    assert proved(made).order.isolation in ("L1", "L2")


def test_without_a_right_program_nobody_is_marked(monkeypatch):
    """An exercise with a function that cannot be written proves nothing."""
    from gdtrace.grading import program_styles

    monkeypatch.setattr(program_styles, "SIGNS", {})
    monkeypatch.setattr(program_styles, "PRIMITIVES", {})
    text = 'exercises = [{id = "sigmoid"}]'
    sigmoid = parse_assignment(text, folder=Path())
    made, _ = marking({"other": []}, assignment=sigmoid, submit=here)
    with pytest.raises(GraderError, match=r"no right program .* helpers\. Nothing was marked"):
        proved(made)


def test_a_grader_that_is_wrong_marks_nobody(work):
    """The exercise is named, and what was made of the right program."""
    with Sandbox.start() as sandbox:
        wrong = worked(sandbox, ASKED, [SourceFile("a.py", UPHILL)])
    with pytest.raises(GraderError, match=r"update-weight: .*lists.* marked 'wrong'.*Noth"):
        demand_right(wrong, "lists")
    made, _ = marking({"other": [Reply(work=wrong)]})
    with pytest.raises(GraderError, match="update-weight"):
        proved(made)


def asked(**changes):
    """Return a request with a changed order."""
    own = evolve(order(ASKED, "auto"), **changes)
    return text(Request(order=own, files=(SourceFile("a.py", RIGHT),)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": "0.0"}, "class run 0.0: install the same version on all machines"),
        ({"identity": "{}"}, "finds other exercises .* copy that folder to all machines"),
        ({"isolation": "require:L3"}, "isolation L3 is required.*To mark all the same"),
        ({"assignment": "exercises = ["}, "not valid TOML"),
    ],
)
def test_a_grader_refuses_what_it_cannot_do(changes, said):
    """It says why, and the run stops."""
    import re

    reply = record(graded(asked(**changes)), Reply)
    assert reply.work is None
    assert re.search(said, reply.refused)


def test_a_grader_answers_whatever_happens(monkeypatch):
    """A mistake of ours is a reply with a traceback."""
    from gdtrace.classes import grader

    monkeypatch.setattr(grader, "worked", lambda *_: 1 / 0)
    reply = record(graded(asked()), Reply)
    assert "ZeroDivisionError" in reply.failed
    assert "Traceback" in reply.trace


def test_a_second_marking_is_compared_with_the_first(tmp_path, work):
    """The first result counts, and whoever got another one is named."""
    from contextlib import contextmanager

    from gdtrace.classes.graders import Graders
    from gdtrace.classes.run import ClassRun, run
    from gdtrace.intake.records import Entry, Submission

    entries = [
        Entry(name, Submission(f"{name}.py", tuple(files))) for name, files in SUBMISSIONS.items()
    ]

    def marked(reply, **options):
        @contextmanager
        def executor(count):
            def submit(name, request):
                source = record(request, Request).files[0].source
                future = Future()
                future.set_result(text(reply if source == "# b\n" else Reply(work=work)))
                return future

            yield Graders(submit, 1)

        made = ClassRun(
            entries=entries,
            assignment=ASKED,
            isolation="auto",
            out=tmp_path,
            executor=executor,
            **options,
        )
        return run(made)

    first = marked(Reply(work=work), resume=False)
    zero = tuple(evolve(each, score=0.0, status="failed") for each in work.reports)
    other = evolve(work, reports=zero)
    assert () == first.unsteady
    book = (tmp_path / "gradebook.csv").read_bytes()
    for reply in (Reply(work=other), Reply(failed="a blank is no other result")):
        again = marked(reply, resume=True, again=True)
        assert ("b",) == again.unsteady
        assert book == (tmp_path / "gradebook.csv").read_bytes()
    assert () == marked(Reply(failed="never asked"), resume=True).unsteady[1:]
