import re

import pytest
from shown import NAMES, ODDITIES, calculation, document, of, rows_of

from gdtrace.render.markdown import code, paragraph, render, words
from gdtrace.sections import Caption, Row, Section


def tables(text):
    """Read the tables of a page back: what stands between bars, without its markup."""
    lines = [line for line in text.split("\n") if line.startswith("| ")]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]
    heads = {place - 1 for place, row in enumerate(rows) if set("".join(row)) == {"-", " "}}
    return [
        tuple(map(plain, row))
        for place, row in enumerate(rows)
        if place not in heads and place - 1 not in heads
    ]


def plain(cell):
    """Return a cell without markup: code as it is, elsewhere no backslashes."""
    parts = re.split(r"`([^`]*)`", cell.strip())
    return "".join(
        part.replace("\\|", "|") if place % 2 else re.sub(r"\\(.)", r"\1", part)
        for place, part in enumerate(parts)
    )


@pytest.mark.parametrize("name", NAMES)
def test_markdown_shows_the_rows_of_the_page(name):
    """The cells, without their markup, are those that the text has, in the same order."""
    shown = document(name)
    assert rows_of(shown) == tables(render(shown))


@pytest.mark.parametrize("shown", ODDITIES.values(), ids=ODDITIES)
def test_nothing_in_a_cell_is_markup(shown):
    """Odd names and numbers are printed, and cannot become tags, links, columns or headings."""
    text = re.sub(r"^ {4}.*\n", "", render(shown), flags=re.MULTILINE)
    assert not re.search(r"(?<!\\)[<\[]|\x00", text)
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        widths = [len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()]
        assert len(set(widths)) == 1


@pytest.mark.parametrize(
    ("given", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("<b>&lt;", r"\<b\>\&lt;"),
        ("_x_ *y* $z$", r"\_x\_ \*y\* \$z\$"),
        ("back\\slash", r"back\\slash"),
        ("two\nlines", "two lines"),
        ("é", "é"),
    ],
)
def test_words_are_escaped(given, escaped):
    """A sign that Markdown would understand has a backslash in front of it."""
    assert escaped == words(given)


@pytest.mark.parametrize(
    ("given", "escaped"),
    [("- a", r"\- a"), ("+ a", r"\+ a"), ("12. a", r"12\. a"), ("3) a", r"3\) a"), ("3 a", "3 a")],
)
def test_a_sentence_does_not_begin_a_list(given, escaped):
    """What would be a list at the beginning of a line is escaped there."""
    assert escaped == paragraph(given)


def test_code_may_hold_backticks():
    """The marks around code are longer than any inside."""
    assert ("`a`", "``a`b``", "`` `a ``") == (code("a"), code("a`b"), code("`a"))


def test_a_caption_stands_between_tables():
    """The table goes on after it, with the same head."""
    section = Section(columns=["a", "b"], rows=[Caption("c:"), Row("12"), Caption("d:"), Row("34")])
    head = "| a | b |\n| --- | --- |\n"
    assert f"*c:*\n\n{head}| 1 | 2 |\n\n*d:*\n\n{head}| 3 | 4 |\n" == render(of(section))


def test_a_calculation_is_a_block_of_code():
    """The equals signs stand below each other, the words beside the steps."""
    page = render(of(Section(title="t"), calculation()))
    assert (
        "# t\n\n"
        "### `g1 = ∂E/∂A1`\n\n"
        "    A1 --g2--> E --g1(W11|2)--> ∂E/∂A1\n"
        "    A1 = (∂E/∂A1)*(A1 - 2), in words\n"
        "       = 0.5                      a remark\n\n"
        "a caption:\n\n"
        "    A1 = 0.1            words\n\n"
        "a note\n"
    ) == page


def test_pages_are_divided_by_a_rule():
    """Each begins with a heading of the first level."""
    text = render(document("tutorial-3-2-1"))
    titles = re.findall(r"^# (.*)$", text, re.MULTILINE)
    assert len(titles) == 2
    assert "\n\n---\n\n# " + titles[1] in text
