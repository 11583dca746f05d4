"""Records and figures in a notebook that is really run."""

import nbformat
import pytest
from nbclient import NotebookClient

import gdtrace

CELLS = {
    "trace": "trace",
    "problem": "trace.problem",
    "program": "trace.program",
    "iteration": "trace[0]",
    "chain": 'trace[0].chains["W11"]',
    "plot": "trace.plot()",
}
START = 'import gdtrace\ntrace = gdtrace.train("tutorial-3-2-1", iterations=20)'


@pytest.fixture(scope="module")
def outputs():
    """Run a notebook with one cell for every record, and give what each cell shows."""
    sources = [START, *CELLS.values()]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [cell.outputs[-1]["data"] for cell in notebook.cells[1:]]
    return dict(zip(CELLS, shown, strict=True))


@pytest.mark.parametrize("name", ["trace", "problem", "program", "iteration", "chain"])
@pytest.mark.parametrize("form", ["text/plain", "text/html", "text/markdown"])
def test_a_record_shows_itself(outputs, name, form):
    """A notebook gets a record as text, as HTML and as Markdown."""
    assert form in outputs[name]


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("trace", "0.778476656"),
        ("problem", "0.001"),
        ("program", "learning_rate"),
        ("iteration", "0.000466678548"),
        ("chain", "0.0534530253"),
    ],
)
@pytest.mark.parametrize("form", ["text/html", "text/markdown"])
def test_what_is_shown_has_the_numbers(outputs, name, figure, form):
    """The tables of a record hold its numbers in every form."""
    assert figure in outputs[name][form].replace("\\_", "_")


def test_a_figure_shows_itself(outputs):
    """A plot appears as a picture, without any set-up of matplotlib."""
    assert "image/png" in outputs["plot"]


def test_text_has_the_same_rows():
    """Printing a record gives the rows that a notebook shows."""
    chain = gdtrace.train("tutorial-3-2-1", iterations=1)[0].chains["W11"]

    rows = [line.split()[0] for line in str(chain).splitlines() if line.startswith("g")]

    assert ["g1", "g2", "g3(W11)", "g4(W11)", "g5(W11)"] == rows[:5]


def test_a_page_without_notebook_needs_no_renderer():
    """What only computes never loads what lays out pages."""
    import subprocess
    import sys

    code = "import sys, gdtrace; gdtrace.train('single-weight', iterations=1); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not {"gdtrace.notebook", "gdtrace.render.html", "tabulate"} & set(done.stdout.split())
