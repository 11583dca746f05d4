"""Documents to render, and what the formats have in common: the cells, down to their letters."""

import re
from functools import cache

from gdtrace import train
from gdtrace.expr import Num, Written
from gdtrace.presets import PRESETS, preset
from gdtrace.sections import Caption, Document, Formula, Line, Path, Row, Section
from gdtrace.sections.explained import explain_document
from gdtrace.sections.trace import trace_document

ODD = "<script>alert('1')</script> a|b_c %&#${}\\~^ `x` *y* é \x00\n\n[1]"
"""A name that is markup in every format."""

EXPLAINED = [("tutorial-3-2-1", "W11"), ("two-two-two", "W11"), ("sigmoid-neuron", "w1")]
NAMES = [*PRESETS, *(f"{name}: {symbol}" for name, symbol in EXPLAINED)]

A, B = Written("A1", "A", "1"), Written("∂E/∂A1", top=Written("E"), bottom=Written("A1", "A", "1"))


@cache
def document(name):
    """Return the first two iterations of a preset, or how one of its weights is explained."""
    name, _, symbol = name.partition(": ")
    trace = train(preset(name), iterations=2)
    if symbol:
        return explain_document(trace, symbol, 0)
    return trace_document(trace, [0, 1], total=2)


def of(*sections, problem="p"):
    """Return a document by hand, of one page."""
    return Document(
        schema="s", problem=problem, notation="n", pages=(sections,), iterations=(), warnings=()
    )


def calculation():
    """Return a section with one of every kind of row that has no columns."""
    rows = [
        Path((Formula(A), Formula(Written("E")), Formula(B)), ("g2", "g1(W11|2)")),
        Line(Formula(A), Formula(B * (A - Num(2)), note=", in words")),
        Line("", "0.5", "a remark"),
        Caption("a caption:"),
        Row([Formula(Written("0.1"), left=A), "words"]),
    ]
    return Section(title=Formula(B, left=Written("g1")), rows=rows, notes=["a note"], block=True)


ODDITIES = {
    "markup": of(
        Section(title=ODD, columns=[ODD, "b"], rows=[Row([ODD, "1"]), Caption(ODD)], notes=[ODD]),
        Section(title=ODD, rows=[Line(ODD, ODD, ODD), Caption(ODD)], block=True),
        problem=ODD,
    ),
    "numbers": of(
        Section(
            columns=["a", "b"],
            rows=[
                Row([text, Formula(Written(text) * Written(text) ** Num(2))])
                for text in ("nan", "inf", "-inf", "-0.0", "1e+300", "-6.7e-17 (rounding)", "")
            ],
        )
    ),
    "a bar": of(
        Section(columns=["a", "b"], rows=[Row([Formula(Written("g1(W11|2)")), "1"])]),
    ),
    "no rows": of(Section(title="t", columns=["a"])),
    "captions only": of(Section(columns=["a"], rows=[Caption("c"), Caption("d")])),
    "empty section": of(Section()),
    "empty page": of(),
    "calculation": of(Section(title="t"), calculation()),
}


def rows_of(shown):
    """Return the rows of all tables of a document, as the text of their cells."""
    return [
        row.texts
        for page in shown.pages
        for section in page
        if section.columns
        for row in section.rows
        if isinstance(row, Row)
    ]


def formulas_of(shown):
    """Return all formulas in the rows of a document."""
    return [
        cell
        for page in shown.pages
        for section in page
        for row in section.rows
        for cell in getattr(row, "cells", ())
        if isinstance(cell, Formula)
    ]


def letters(text):
    """Return the letters and digits of a formula, whichever way it is written.

    That a weight is new is said before it in one way, above it in another.
    """
    for long, short in (("sigmoid", "σ"), ("exp", "e"), ("new", "")):
        text = text.replace(long, short)
    return re.sub(r"[\W_]", "", text).replace("ŷ", "y")
