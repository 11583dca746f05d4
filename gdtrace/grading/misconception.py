"""What is known about one mistake: how it changes the equations, and what is said about it."""

from attrs import frozen

from gdtrace.grading.rewriting import Rewrite


@frozen(kw_only=True, eq=False, repr=False)
class Misconception:
    """One mistake that people make.

    Parameters
    ----------
    id : str
        Its name, such as ``factor-2-missing``.
    title : str
        The mistake in one sentence, for hints of level 3.
    step : str
        The role of the first step that goes wrong, such as ``dError_dPredicted``.
    alike : tuple of str
        The roles of other steps that may be named instead: the numbers that some exercise asks
        for cannot tell a wrong value there from this mistake.
    rewrite : callable
        Takes a program and a layer (0: wherever it can happen), returns the wrong program, or None
        where the mistake cannot be made.
    layered : bool
        Whether it can happen in one layer only.
    driver : str
        How iterations or examples are run instead, if that is what is wrong: a name of ``DRIVERS``.
    symptom : str
        What the numbers look like, for instructors.
    look : str
        Where to look (level 1); never what to do.
    compare : str
        An experiment with numbers of one's own (level 2); if empty, that of the step. ``{line}``
        stands for the line of the submission.
    idea : str
        The idea behind the step (level 3): no corrected code, no number to copy.
    note : str
        For instructors: where it comes from, what it is taken for.
    convention : bool
        Whether it is another way of writing the same descent rather than a mistake.
    needs_alias : bool
        Whether it is only meant where two names for one array were seen.
    """

    id: str
    title: str
    step: str
    alike: tuple[str, ...] = ()
    rewrite: Rewrite
    layered: bool = False
    driver: str = ""
    symptom: str
    look: str
    compare: str = ""
    idea: str
    note: str
    convention: bool = False
    needs_alias: bool = False
