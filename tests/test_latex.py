import re
import shutil
import subprocess

import pytest
from shown import NAMES, ODDITIES, calculation, document, formulas_of, letters, of, rows_of

from gdtrace.calculus import ACTIVATIONS, ELEMENTARY
from gdtrace.expr import Call, Elided, Mean, Num, Written
from gdtrace.formula import spell_written
from gdtrace.render.latex import render
from gdtrace.render.tex import LATEX, words
from gdtrace.sections import Section

W, V, D = Written("W11", "W", "11"), Written("ŷ", "ŷ"), Written("δ", "δ")
SLOPE = Written("∂E/∂b", top=Written("Error", "Error"), bottom=Written("b", "b"))
FRACTION = r"\frac{\partial \mathrm{Error}}{\partial b}"
SIGNS = {"partial": "∂", "delta": "δ", "eta": "η", "alpha": "α", "sigma": "σ", "Delta": "∆"}
OVERFULL = re.compile(r"Overfull \\hbox \((\d+)\.")

PAPER = r"""\documentclass[a4paper]{article}
\usepackage[margin=2cm]{geometry}
\usepackage{amsmath, array, booktabs, longtable}
\begin{document}
%s
\end{document}
"""


def plain(source):
    """Return what a formula or a cell says: names without commands, braces and spaces."""
    source = re.sub(r"\\phantom\{\d*\}|\\rule\{0pt\}\{4.2ex\}|\\\\.*$", "", source)
    source = re.sub(r"\\(log|tanh|max|dots)\b", r"\1", source).replace("dots", "")
    source = re.sub(
        rf"\\({'|'.join(SIGNS)})\b", lambda found: SIGNS[found[1]], source.replace("\\_", "")
    )
    return letters(re.sub(r"\\[A-Za-z]+", "", source))


def body_rows(page):
    """Return the rows of all tables, as lists of their cells."""
    found = re.findall(r"\\endhead\n(.*?)\\bottomrule", page, re.DOTALL)
    lines = [line for table in found for line in table.splitlines()]
    return [
        [plain(cell) for cell in re.split(r"(?<!\\)&", line)]
        for line in lines
        if not line.startswith(r"\multicolumn")
    ]


def faults(page):
    """Yield what a TeX would stumble over: braces, environments, dollars, bare signs."""
    bare = re.sub(r"^%.*$", "", page, flags=re.MULTILINE)
    bare = re.sub(r"\\[\\{}%&#$_]", "", bare)
    depth = 0
    for sign in bare:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            yield "a brace is closed that was not opened"
    if depth:
        yield "a brace is left open"
    stack = []
    for what, name in re.findall(r"\\(begin|end)\{(.*?)\}", bare):
        if what == "begin":
            stack.append(name)
        elif not stack or stack.pop() != name:
            yield f"{name} ends where it did not begin"
    yield from (f"{name} does not end" for name in stack)
    yield from re.findall("[#%~]", bare)
    if bare.count("$") % 2:
        yield "a dollar is alone"
    aligned = re.sub(r"\\begin\{(flalign\*|longtable)\}.*?\\end\{\1\}", "", bare, flags=re.DOTALL)
    yield from re.findall("&", aligned)
    outside = re.sub(r"\$.*?\$", "", aligned, flags=re.DOTALL)
    yield from re.findall(r"[\^_]", outside)


@pytest.mark.parametrize("name", [name for name in NAMES if ":" not in name])
def test_latex_shows_the_rows_of_the_page(name):
    """The cells have the letters and digits that the text has, in the same order."""
    shown = document(name)
    wanted = [[letters(cell) for cell in row] for row in rows_of(shown)]
    assert wanted == body_rows(render(shown))


@pytest.mark.parametrize("name", NAMES)
def test_mathematics_has_the_letters_of_the_text(name):
    """A formula has the letters and digits of the text, in its order."""
    for formula in formulas_of(document(name)):
        assert letters(spell_written(formula.right)) == plain(spell_written(formula.right, LATEX))


@pytest.mark.parametrize("shown", [*map(document, NAMES), *ODDITIES.values()])
def test_every_fragment_is_balanced(shown):
    """Braces and environments are closed, and no sign of a name is a command."""
    assert [] == list(faults(render(shown)))


@pytest.mark.parametrize("page", ["{", "}", r"\begin{a}", r"\end{a}", "50%", "a_b", "a & b", "$"])
def test_the_check_sees_faults(page):
    """Each of them is found."""
    assert list(faults(page))


@pytest.mark.parametrize(
    ("expr", "source"),
    [
        (W, "W_{11}"),
        (V, r"\hat{y}"),
        (D, r"\delta"),
        (Written("g3(W11|2)"), r"g_{3}(W_{11}\mid 2)"),
        (Written("new W11", "W", "11", "new"), r"W_{11}^{\mathrm{new}}"),
        (Written("W1[2,3]", "W", "2,3", "(1)"), "W_{2,3}^{(1)}"),
        (Written("∆w1", "∆w", "1"), r"\Delta w_{1}"),
        (Written("learning_rate", "learning_rate"), r"\mathrm{learning\_rate}"),
        (Written("-0.25"), "-0.25"),
        (Written("6.7e-17"), r"6.7 \cdot 10^{-17}"),
        (Written("6.7e-17") ** Num(2), r"{(6.7 \cdot 10^{-17})}^{2}"),
        (Written("nan"), r"\mathrm{nan}"),
        (W * Written("-2"), r"W_{11} \cdot (-2)"),
        (SLOPE * W, rf"{FRACTION} \cdot W_{{11}}"),
        (SLOPE ** Num(2), rf"{{\left({FRACTION}\right)}}^{{2}}"),
        (Num(1) / (W + V), r"\frac{1}{W_{11} + \hat{y}}"),
        (W - (V - D), r"W_{11} - (\hat{y} - \delta)"),
        (W + Elided(3) + V, r"W_{11} + \dots + \hat{y}"),
        (Mean("n", W), r"\operatorname{mean}(W_{11})"),
        (Call("exp", (-W,)), "{e^{-W_{11}}}"),
        (Call("sigmoid", (W,)), r"\operatorname{sigmoid}(W_{11})"),
        (Call("cross_entropy", (W,)), r"\operatorname{cross\_entropy}(W_{11})"),
    ],
    ids=str,
)
def test_formulas_are_typeset(expr, source):
    """Numbers below, words upright, derivatives as fractions."""
    assert source == spell_written(expr, LATEX)


@pytest.mark.parametrize("name", [*ACTIVATIONS, *ELEMENTARY])
def test_every_primitive_can_be_written(name):
    """One that has no spelling of its own is written with its name."""
    text = spell_written(Call(name, (W, V)), LATEX)
    assert "W_{11}" in text
    assert not list(faults(f"${text}$"))


@pytest.mark.parametrize(
    ("given", "escaped"),
    [
        ("50% & #1 of $x_{i}$", r"50\% \& \#1 of \$x\_\{i\}\$"),
        ("~^\\", r"\textasciitilde{}\textasciicircum{}\textbackslash{}"),
        ("see: --show W11", "see: -{}-show W11"),
        ("[1]", "{[}1]"),
        ("∂E/∂w of η", r"$\partial$E/$\partial$w of $\eta$"),
        ("naïve 网", "naïve 网"),
        ("a\n\nb", "a b"),
    ],
)
def test_words_are_escaped(given, escaped):
    """No sign of a name is a command; letters of all scripts pass."""
    assert escaped == words(given)


def test_a_calculation_is_aligned():
    """The steps have their equals signs below each other, and the words beside them."""
    source = render(of(Section(title="t"), calculation()))
    assert r"\textbf{$\displaystyle g_{1} = \frac{\partial E}{\partial A_{1}}$}" in source
    assert r"$A_{1} \xrightarrow{g_{2}} E \xrightarrow{g_{1}(W_{11}\mid 2)}" in source
    assert r"&= 0.5\qquad \text{a remark} &&" in source


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
@pytest.mark.parametrize(
    ("shown", "fits"),
    [(map(document, NAMES), True), (ODDITIES.values(), False)],
    ids=["pages", "oddities"],
)
def test_fragments_compile_and_fit_on_the_page(shown, fits, tmp_path):
    """A real TeX accepts them in a document with the packages named, and no line sticks out."""
    body = "\n".join(map(render, shown))
    (tmp_path / "page.tex").write_text(PAPER % body, encoding="utf-8")
    for _ in range(2):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=60,
        )
    said = done.stdout.decode("latin-1")
    assert 0 == done.returncode, said[-2000:]
    assert not fits or [] == [size for size in OVERFULL.findall(said) if int(size) > 5]
