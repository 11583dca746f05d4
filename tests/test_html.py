import re
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from attrs import evolve
from shown import NAMES, ODD, ODDITIES, calculation, document, formulas_of, letters, of
from shown import rows_of as rows_of_text

from gdtrace.expr import Num, Written
from gdtrace.formula import spell_written
from gdtrace.render.html import html_fragment, render
from gdtrace.render.mathml import MATHML
from gdtrace.sections import Formula, Section

VOID = {"meta", "br", "wbr"}
SYMBOL = Written("W11", "W", "11")


class Reader(HTMLParser):
    """Reads the cells of tables, and checks that every tag is closed in its turn."""

    def __init__(self):
        super().__init__()
        self.open, self.rows, self.tags, self.attributes = [], [], [], []

    def handle_starttag(self, tag, attrs):
        """Open an element; of mathematics its alternative text is read."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "math" and "table" in self.open:
            before = self.rows[-1][-1]
            joint = " " if before.endswith("\0") else ""
            self.rows[-1][-1] = f"{before}{joint}{dict(attrs).get('alttext', '')}\0"

    def handle_startendtag(self, tag, attrs):
        """Note an element that is closed at once."""
        self.tags.append(tag)

    def handle_endtag(self, tag):
        """Close the innermost element."""
        assert tag == self.open.pop()

    def handle_data(self, data):
        """Read words of a cell."""
        if "math" not in self.open and {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    @property
    def cells(self):
        """The rows of the tables, as text."""
        return [tuple(cell.replace("\0", "").strip() for cell in row) for row in self.rows]


def read(page):
    """Return the reader of a page that is well formed."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert [] == reader.open
    return reader


def islands(page):
    """Return the mathematics of a page, read as XML."""
    return [ElementTree.fromstring(unescape_signs(found)) for found in MATH.findall(page)]


MATH = re.compile(r"<math.*?</math>")


def unescape_signs(text):
    """Replace the signs written by number, which XML knows too, for comparing."""
    return re.sub(r"&#\d+;", lambda found: unescape(found[0]), text)


@pytest.mark.parametrize("name", NAMES)
def test_html_shows_the_rows_of_the_page(name):
    """The cells of the tables are those that the text has, in the same order."""
    shown = document(name)
    tables = [row for row in read(render(shown)).cells if len(row) > 1]
    rows = [tuple(cell.replace("−", "-") for cell in row) for row in tables]
    wanted = rows_of_text(shown)
    assert wanted == [row for row in rows if row in set(wanted)]


@pytest.mark.parametrize("name", NAMES)
def test_mathematics_has_the_letters_of_the_text(name):
    """What a browser shows of a formula has the letters and digits of the text, in its order."""
    for formula in formulas_of(document(name)):
        spelled = spell_written(formula.right, MATHML)
        shown = "".join(ElementTree.fromstring(f"<math>{spelled}</math>").itertext())
        assert letters(spell_written(formula.right)) == letters(shown)


@pytest.mark.parametrize("shown", [*map(document, NAMES), *ODDITIES.values()])
def test_every_page_is_well_formed_and_needs_nothing_else(shown):
    """All tags are closed, mathematics is XML, nothing is run and nothing is fetched."""
    page = render(shown)
    reader = read(page)
    assert page.isascii()
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert {"script", "link", "img", "iframe"}.isdisjoint(reader.tags)
    assert not [pair for pair in reader.attributes if pair[0] in ("src", "style", "onclick")]
    assert all(link.startswith("#page-") for name, link in reader.attributes if name == "href")
    assert not re.search(r"url\(|@import", page)
    assert len(islands(page)) == reader.tags.count("math")


def test_names_cannot_become_markup():
    """A name with tags in it is shown as it is, but for signs that cannot be seen."""
    page = render(ODDITIES["markup"])
    assert "<script" not in page
    seen = ODD.replace("\x00\n\n", " ")
    assert (seen, "1") in read(page).cells


@pytest.mark.parametrize(
    ("written", "markup"),
    [
        (SYMBOL, "<msub><mi>W</mi><mn>11</mn></msub>"),
        (Written("g3"), "<mrow><msub><mi>g</mi><mn>3</mn></msub></mrow>"),
        (Written("learning_rate", "learning_rate"), "<mi>learning_rate</mi>"),
        (Written("-0.5"), "<mrow><mo>−</mo><mn>0.5</mn></mrow>"),
        (Written("nan"), "<mi>nan</mi>"),
        (
            Written("W1[2,3]", "W", "2,3", "(1)"),
            "<msubsup><mi>W</mi><mn>2,3</mn><mtext>(1)</mtext></msubsup>",
        ),
        (
            Written("∂E/∂b", top=Written("E", "E"), bottom=Written("b", "b")),
            "<mfrac><mrow><mo>∂</mo><mi>E</mi></mrow><mrow><mo>∂</mo><mi>b</mi></mrow></mfrac>",
        ),
        (
            Num(1) / Written("b", "b"),
            "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>b</mi></mrow></mfrac>",
        ),
    ],
)
def test_symbols_are_typeset(written, markup):
    """Numbers below, words upright, derivatives as fractions."""
    assert markup == spell_written(written, MATHML)


def test_a_long_sum_can_be_broken_between_its_terms():
    """Browsers break no line inside one formula, so that a long one is several."""
    total = Formula(SYMBOL * SYMBOL + SYMBOL * SYMBOL - SYMBOL * SYMBOL * SYMBOL, left=SYMBOL)
    page = html_fragment([Section(columns=["a"], rows=[], title=total)])
    texts = re.findall(r'alttext="(.*?)"', page)
    assert ["W11 = W11*W11", "+ W11*W11", "- W11*W11*W11"] == texts
    assert 2 == page.count('<mo form="infix">')


def test_several_iterations_have_a_list_of_contents():
    """Every entry leads to an iteration; a single one needs no list."""
    page = render(document("tutorial-3-2-1"))
    links = re.findall(r'href="#(.*?)"', page)
    assert links == re.findall(r'<article id="(.*?)"', page)
    assert len(links) == 2
    assert "<nav>" not in render(document("tutorial-3-2-1: W11"))


def test_numbers_of_a_column_have_their_points_below_each_other():
    """What a number lacks to the left of its point is filled with spaces as wide as a digit."""
    page = unescape(render(document("tutorial-10-2-1")))
    assert '<td class="number">12.292047984</td>' in page
    assert '<td class="number">\u20071.7777675087</td>' in page


def test_the_figure_follows_the_first_section():
    """A picture of ours is put in as it is."""
    shown = of(Section(title="first"), Section(title="second"))
    page = render(evolve(shown, figure="<svg></svg>"))
    assert re.search(r"first.*<figure><svg></svg></figure>.*second", page, re.DOTALL)


def test_a_fragment_fits_into_another_page():
    """It has no head, and its style touches nothing outside it."""
    fragment = html_fragment([Section(title="first"), calculation()])
    read(fragment)
    assert fragment.startswith('<div class="gdtrace">')
    assert re.findall(r"<(h\d)>", fragment) == ["h3", "h5"]
    style = re.search(r"<style>(.*)</style>", fragment, re.DOTALL)[1]
    rules = re.sub(r"@media.*?\{|\{[^{}]*\}", "", style)
    for selector in re.split(r"[,}]", rules):
        assert not selector.strip() or selector.strip().startswith(".gdtrace ")
