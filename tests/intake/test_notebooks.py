import json

import pytest
from handing_in import RIGHT, notebook, put
from test_files import refusal

from gdtrace.intake.choosing import file_for
from gdtrace.intake.reading import submission


@pytest.fixture
def read(tmp_path):
    """Return what makes a submission of a notebook's text."""

    def made(text):
        return submission(put(tmp_path, mine__ipynb=text) / "mine.ipynb")

    return made


def source(found):
    """Return the code of a notebook, without the comments that number the cells."""
    lines = found.files[0].source.splitlines()
    return "\n".join(line for line in lines if not line.startswith("# cell "))


def test_code_cells_are_joined_in_order_and_numbered(read):
    """Line n of a cell is n lines below the comment with its number; other cells are left out."""
    found = read(notebook("a = 1\nb = 2", RIGHT, "c = 3"))
    lines = found.files[0].source.splitlines()
    assert ["# cell 1", "a = 1", "b = 2", "# cell 2", *RIGHT.splitlines(), ""] == lines[:7]
    assert ["# cell 3", "c = 3"] == lines[-2:]
    assert "mine.ipynb" == file_for(found, "update_w").name
    assert () == found.notes


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("%matplotlib inline\nx = 1", "# %matplotlib inline\nx = 1"),
        ("!pip install numpy\nx = 1", "# !pip install numpy\nx = 1"),
        ("x = 1\nnumpy.dot?", "x = 1\n# numpy.dot?"),
        ("?numpy.dot\nx = 1", "# ?numpy.dot\nx = 1"),
        ("if x:\n    %time y\n    z = 1", "if x:\n    pass  # %time y\n    z = 1"),
        ("files = !ls\nx = 1", "files = None  # !ls\nx = 1"),
        ("t = %timeit -o f()", "t = None  # %timeit -o f()"),
        ("%%time\nx = 1", "# %%time\nx = 1"),
        ("\n%%bash\nrm -r x\ny", "# \n# %%bash\n# rm -r x\n# y"),
        ("%%html\n<b>x</b>", "# %%html\n# <b>x</b>"),
        ("x = (7\n  %2)", "x = (7\n  %2)"),
        ("s = '''\n%time\n!x\n'''", "s = '''\n%time\n!x\n'''"),
        ("x = 1\r\ny = 2", "x = 1\ny = 2"),
        ("x = 1 \x0c\ny = 2", "x = 1 \x0c\ny = 2"),
    ],
)
def test_what_only_notebooks_understand_becomes_a_comment(cell, code, read):
    """The lines keep their numbers; plain Python stays what it is."""
    made = read(notebook(cell)).files[0].source
    assert f"# cell 1\n{code}\n" == made


def test_a_cell_that_is_no_python_costs_no_other_cell(read):
    """It is left out with a note; where nothing else is defined, Python says what is wrong."""
    found = read(notebook("to do: a sum", RIGHT, "x = 1\ny = "))
    assert (
        "Cell 1 is left out: its line 1 is not Python.",
        "Cell 3 is left out: its line 2 is not Python.",
    ) == found.notes
    assert f"# to do: a sum\n{RIGHT}\n# x = 1\n# y = " == source(found)
    kept = read(notebook("def update_w(w:\n    return w\n", "x = 1"))
    assert "def update_w(w:" in source(kept)
    assert () == kept.notes


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("def sigmoid(z)\n    return z", 1),
        ("def f(x):\n    y = x\nreturn y", 3),
        ("x = 1\nawait x", 2),
        ("if x:\n    for y in x:\n        yield y", 3),
        ("class A:\n    return 1", 2),
    ],
)
def test_a_definition_that_is_no_python_costs_no_other_cell(cell, line, read):
    """Nor does a statement that only functions have; Jupyter runs the other cells too."""
    found = read(notebook(RIGHT, cell, f"async def f():\n    await f()\n{RIGHT}"))
    assert (f"Cell 2 is left out: its line {line} is not Python.",) == found.notes
    assert 2 == source(found).count("def update_w")


def test_figures_in_a_notebook_do_not_count_as_code(read):
    """They are read over, however long their lines are."""
    whole = json.loads(notebook(RIGHT))
    whole["cells"][1]["outputs"] = [{"data": {"image/png": "A" * 2**20}}]
    assert source(read(json.dumps(whole))).startswith(RIGHT)


def test_a_source_may_be_one_text(read):
    """As format 4 allows."""
    assert "w = 1" == source(read('{"cells": [{"cell_type": "code", "source": "w = 1"}]}'))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not a whole notebook; save it again"),
        ("[" * 10**5, "is not a whole notebook; save it again"),
        ('{"cells": [{"cell_type": "code", "source": ["w', "is not a whole notebook"),
        ('{"x": ' + "1" * 10**5 + "}", "is not a whole notebook"),
        ("[]", "is not a notebook"),
        ('{"worksheets": []}', "is not a notebook of format 4; open it in Jupyter and save it"),
        ('{"cells": []}', "has no code in it"),
        ('{"cells": [{"cell_type": "code", "source": [1]}]}', "is not a whole notebook"),
        ('{"cells": [{"cell_type": "code"}, 7, null]}', "has no code in it"),
        (notebook("x <- 1", language="R"), "is not a notebook of Python code"),
        ('{"cells": [], "metadata": {"language_info": {"name": 1}}}', "is not a notebook of"),
        (b'{"cells": "\xff"}', "is not UTF-8 at byte 11"),
        (notebook("x = 1\n" * 50_000), "has 300010 letters; at most 262144 are read"),
        (notebook("x" * 10_001), "line 2 has 10001 characters"),
    ],
)
def test_what_is_no_notebook_is_refused(text, sentence, tmp_path):
    """One sentence with the way out."""
    path = put(tmp_path, mine__ipynb=text) / "mine.ipynb"
    assert refusal(path).startswith(f"mine.ipynb: {sentence}")


def test_a_lone_half_of_a_sign_is_refused(tmp_path):
    """JSON can hold what no text in UTF-8 can."""
    text = '{"cells": [{"cell_type": "code", "source": ["x = \'\\ud800\'"]}]}'
    assert "halves of signs" in refusal(put(tmp_path, mine__ipynb=text) / "mine.ipynb")


def test_a_zero_in_a_cell_is_refused(tmp_path):
    """JSON can hold it, Python cannot read it."""
    path = put(tmp_path, mine__ipynb=notebook("x = '\0'")) / "mine.ipynb"
    assert "mine.ipynb: is no text: it has bytes that are 0" == refusal(path)
