import subprocess
import sys

import matplotlib
import numpy
import pytest
from commands import refusal, run
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gdtrace.errors import GdtraceError, UnknownNameError
from gdtrace.networks import Layer, Network
from gdtrace.presets import PRESETS, preset
from gdtrace.problems import Data, Problem, Training
from gdtrace.render.curves import MOST_LINES, panels_of, thinned
from gdtrace.render.plot import FORMATS, figure, picture
from gdtrace.training import train

ENDS = [f"example {number} (y = {y})" for number, y in enumerate((0, 1, 0, 1, 1), 1)]

# Label of the axis, labels of the curves, labels of the horizontal lines: panel by panel.
USUAL = {
    "tutorial-3-2-1": [
        ("Predicted", ["Predicted"], ["Target = 0.2"]),
        ("Error", ["Error"], []),
    ],
    "single-weight": [("a", ["a"], ["y = 0.3"]), ("C", ["C"], [])],
    "sigmoid-neuron": [("a", ENDS, ["y", ""]), ("C", ["C"], [])],
    "logistic-neuron": [("ŷ", ENDS, ["y", ""]), ("J", ["J"], [])],
    "two-two-two": [
        (
            "Predicted1, Predicted2",
            ["Predicted1", "Predicted2"],
            ["Target1 = 0.01", "Target2 = 0.99"],
        ),
        ("Error", ["Error"], []),
    ],
}


def trace_of(name, iterations=30):
    """Return a short run of a preset."""
    return train(preset(name), iterations=iterations)


def diverging(iterations=40):
    """Return a run whose values stop being finite numbers."""
    problem = Problem(
        network=Network(inputs=1, layers=[Layer(1, "identity")]),
        data=Data(x=[[3]], target=[[1]]),
        training=Training(learning_rate=1e9, iterations=iterations),
        name="too fast",
    )
    return train(problem)


def many(examples):
    """Return a run with many examples of two outputs."""
    problem = Problem(
        network=Network(inputs=1, layers=[Layer(2)]),
        data=Data(x=[[0.01 * n] for n in range(examples)], target=[[0, 1]] * examples),
        training=Training(learning_rate=0.5, iterations=3),
    )
    return train(problem)


def legend(axes):
    """Return the texts of a legend; none if there is none."""
    made = axes.get_legend()
    return [text.get_text() for text in made.get_texts()] if made else []


@pytest.mark.parametrize("name", USUAL)
def test_the_usual_plot_is_the_prediction_and_what_is_made_smaller(name):
    """Predictions with their targets above, the error or cost below, in the notation's symbols."""
    panels = [
        (panel.label, [line.label for line in panel.lines], [level.label for level in panel.levels])
        for panel in panels_of(trace_of(name))
    ]
    assert USUAL[name] == panels


@pytest.mark.parametrize("name", PRESETS)
def test_the_curves_are_the_columns_of_the_trace(name):
    """Every iteration's value is drawn, as it was recorded, and every target at its height."""
    trace = trace_of(name)
    predictions, objective = panels_of(trace)
    predicted = trace.key(f"Activ@{trace.names.last}").reshape(len(trace), -1)
    assert predicted.T.tolist() == [line.values.tolist() for line in predictions.lines]
    assert [trace.key("Cost").tolist()] == [line.values.tolist() for line in objective.lines]
    targets = {value for row in trace.problem.data.target for value in row}
    assert targets == {level.value for level in predictions.levels}


@pytest.mark.parametrize(
    ("name", "symbols", "log", "panels"),
    [
        ("tutorial-3-2-1", ["SOP1"], False, [("SOP1", ["SOP1"])]),
        ("tutorial-3-2-1", ["sop1", "SOP1"], False, [("SOP1", ["SOP1"])]),
        ("tutorial-3-2-1", ["Activ3"], False, [("Predicted", ["Predicted"])]),
        ("tutorial-3-2-1", ["g3:W11"], False, [("g3:W11", ["g3:W11"])]),
        ("tutorial-3-2-1", ["W11", "SOP1"], False, [("W11, SOP1", ["W11", "SOP1"])]),
        (
            "tutorial-3-2-1",
            ["grad W11", "SOP1", "new_W12"],
            False,
            [("∂Error/∂W11", ["∂Error/∂W11"]), ("SOP1, new W12", ["SOP1", "new W12"])],
        ),
        (
            "tutorial-3-2-1",
            ["grad W11", "SOP1"],
            True,
            [("∂Error/∂W11, SOP1", ["∂Error/∂W11", "SOP1"])],
        ),
        ("logistic-neuron", ["z"], False, [("z", [f"example {n}" for n in range(1, 6)])]),
        (
            "logistic-neuron",
            ["z", "w1"],
            False,
            [("z, w1", [*(f"z, example {n}" for n in range(1, 6)), "w1"])],
        ),
    ],
)
def test_chosen_symbols_share_an_axis_if_they_are_of_one_size(name, symbols, log, panels):
    """A symbol ten times as small gets a panel of its own, except on a logarithmic axis."""
    made = panels_of(trace_of(name), symbols, log=log)
    assert panels == [(panel.label, [line.label for line in panel.lines]) for panel in made]


def test_the_figure_says_what_it_shows():
    """The problem is the title; the axes have labels, and curves that share one have a legend."""
    made = figure(trace_of("tutorial-3-2-1"))
    above, below = made.axes
    assert "tutorial-3-2-1" == made.get_suptitle()
    assert ["Predicted", "Error"] == [above.get_ylabel(), below.get_ylabel()]
    assert "iteration" == below.get_xlabel()
    assert ["Predicted", "Target = 0.2"] == legend(above)
    assert [] == legend(below)
    assert ["-", "--"] == [line.get_linestyle() for line in above.get_lines()]


def test_curves_differ_by_more_than_their_colour():
    """Curves that share a panel have markers of their own."""
    curves = figure(trace_of("two-two-two")).axes[0].get_lines()[:2]
    assert 2 == len({curve.get_marker() for curve in curves})
    assert 2 == len({curve.get_color() for curve in curves})


@pytest.mark.parametrize(("examples", "more"), [(5, 0), (6, 2), (40, 70)])
def test_a_panel_with_many_curves_counts_those_that_it_leaves_out(examples, more):
    """At most ten curves are drawn; the legend says how many are not."""
    axes = figure(many(examples)).axes[0]
    curves = [line for line in axes.get_lines() if "example" in str(line.get_label())]
    told = [text for text in legend(axes) if "not drawn" in text]
    assert MOST_LINES == len(curves)
    assert ([f"and {more} more, not drawn"] if more else []) == told


COLUMNS = arrays.arrays(float, st.integers(1, 300), elements=st.floats(-1e6, 1e6))


@given(COLUMNS, st.integers(1, 20))
def test_thinning_keeps_the_ends_and_the_extremes(values, stretches):
    """Of a long run so many points are drawn, in order, with the first, last, least and largest."""
    kept = thinned(values, stretches)
    assert len(kept) <= 4 * stretches
    assert sorted(set(kept.tolist())) == kept.tolist()
    assert [0, len(values) - 1] == [kept[0], kept[-1]]
    assert [values.min(), values.max()] == [values[kept].min(), values[kept].max()]


@given(COLUMNS)
def test_a_short_run_is_drawn_whole(values):
    """Nothing is left out where there are few points."""
    assert list(range(len(values))) == thinned(values, 100).tolist()


def test_a_long_run_makes_a_small_file():
    """80,000 iterations of ten noisy curves stay below 300 kB as SVG, and no peak gets lost."""
    trace = train(preset("tutorial-3-2-1"))
    symbols = ["SOP1", "SOP2", "SOP3", "W11", "W12", "W21", "W22", "W31", "W32", "Predicted"]
    assert len(picture(figure(trace, symbols), "svg")) < 300_000
    drawn = figure(trace, ["SOP1"]).axes[0].get_lines()[0].get_ydata()
    assert [trace["SOP1"].min(), trace["SOP1"].max()] == [numpy.min(drawn), numpy.max(drawn)]


MAGIC = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_trace_gives_the_same_file(form):
    """Two files are the same, byte for byte: no date, no random name, in the format asked for."""
    first, second = (picture(figure(trace_of("logistic-neuron")), form) for _ in range(2))
    assert first == second
    assert first.startswith(MAGIC[form])
    assert b"CreationDate" not in first
    assert b"dc:date" not in first


def test_settings_of_the_reader_neither_matter_nor_change():
    """Another style gives the same file, and is still in force afterwards."""
    plain = picture(figure(trace_of("single-weight")), "svg")
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "svg.hashsalt": "mine"}):
        styled = picture(figure(trace_of("single-weight")), "svg")
        assert [30, "mine"] == [
            matplotlib.rcParams["font.size"],
            matplotlib.rcParams["svg.hashsalt"],
        ]
    assert plain == styled


def test_pyplot_is_never_loaded():
    """A figure needs no display and leaves no figure behind."""
    code = (
        "import sys, gdtrace; from gdtrace.render.plot import figure, picture; "
        "picture(figure(gdtrace.train(gdtrace.problem('single-weight'))), 'png'); "
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "False\n" == done.stdout


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("form", FORMATS)
def test_a_run_that_diverges_is_drawn_up_to_there(form, log):
    """Curves end before the first value that is no finite number; the title says where it is."""
    trace = diverging()
    assert trace.diverged is not None
    made = figure(trace, ["Error"], log=log)
    drawn = made.axes[0].get_lines()[0].get_ydata()
    assert 0 < len(drawn) <= trace.diverged
    assert numpy.isfinite(drawn).all()
    assert f"iteration {trace.diverged}" in made.get_suptitle()
    assert picture(made, form)


def test_one_iteration_can_be_seen():
    """A single point has a marker."""
    assert "o" == figure(trace_of("single-weight", 1)).axes[0].get_lines()[0].get_marker()


@pytest.mark.parametrize("name", ["a $b$ ${", "日本", "<&>", "\\frac"])
def test_any_name_can_be_a_title(name):
    """A problem's name is written as it is, never taken for mathematics or for markup."""
    from attrs import evolve

    made = figure(train(evolve(preset("single-weight"), name=name), iterations=2))
    assert name == made.get_suptitle()
    assert picture(made, "svg")


@pytest.mark.parametrize(
    ("symbol", "problem", "found"),
    [
        ("W12", "by-hand-2-2-1", None),
        ("W11", "by-hand-2-2-1", "W11 is -0.6111 in iteration 9"),
        ("z", "sigmoid-neuron", "z, example 3 is -0.815 in iteration 0"),
    ],
)
def test_a_logarithmic_axis_needs_positive_values(symbol, problem, found):
    """What a logarithm cannot show is refused: which value, in which iteration, what to do."""
    iterations = min(30, preset(problem).training.iterations)
    trace = trace_of(problem, iterations)
    if found is None:
        assert "log" == figure(trace, [symbol], log=True).axes[0].get_yscale()
        return
    message = f"^a logarithmic axis needs values above 0, but {found}; leave out --log"
    with pytest.raises(GdtraceError, match=message):
        figure(trace, [symbol], log=True)


def test_a_target_of_0_is_left_out_of_a_logarithmic_axis():
    """The predictions are drawn all the same."""
    made = figure(trace_of("logistic-neuron"), log=True)
    assert 5 + 1 == len(made.axes[0].get_lines())
    assert picture(made, "svg")


def test_an_unknown_symbol_names_the_nearest():
    """A misspelt symbol is answered as everywhere else."""
    with pytest.raises(UnknownNameError, match="no symbol is called 'SOPP1'; did you mean SOP1"):
        figure(trace_of("tutorial-3-2-1"), ["SOPP1"])


def test_an_unknown_format_of_a_picture_is_refused():
    """The formats that there are, are named."""
    made = figure(trace_of("single-weight"))
    with pytest.raises(UnknownNameError, match="no picture format is called 'gif'; there are png"):
        picture(made, "gif")


@pytest.mark.parametrize("name", ["a.png", "A.SVG"])
def test_the_command_writes_what_the_ending_says(tmp_path, name):
    """The file is the picture of the library, and nothing is printed."""
    file = tmp_path / name
    result = run("plot", "by-hand-2-2-1", "--iterations", "5", "-o", str(file))
    assert ("", 0) == (result.output, result.exit_code)
    form = name.lower().partition(".")[2]
    assert picture(figure(trace_of("by-hand-2-2-1", 5)), form) == file.read_bytes()


def test_the_command_draws_the_symbols_asked_for(tmp_path):
    """In the notation asked for, on the axis asked for."""
    file = tmp_path / "a.svg"
    options = ["--notation", "layered", "--show", "Activ1[1]", "--log"]
    result = run("plot", "by-hand-2-2-1", *options, "-o", str(file))
    assert ("", 0) == (result.output, result.exit_code)
    trace = train(preset("by-hand-2-2-1"), notation="layered")
    assert picture(figure(trace, ["Activ1[1]"], log=True), "svg") == file.read_bytes()


def test_the_command_tells_of_a_run_that_diverges(tmp_path):
    """The picture is written, and standard error says where the values stop being finite."""
    file = tmp_path / "a.svg"
    fast = ["--set", "learning_rate=1e300", "--set", "network.layers[0].activation=identity"]
    result = run("plot", "single-weight", *fast, "-o", str(file))
    assert ("", 0) == (result.stdout, result.exit_code)
    assert "Note: the values stop being finite numbers in iteration" in result.stderr
    assert file.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Which file? A plot is written with -o to a FILE.png, FILE.svg or FILE.pdf"),
        (["-o", "a"], "-o a: a plot can be a .png, .svg or .pdf file; the ending says which"),
        (["-o", "-"], "-o -: a plot can be a .png, .svg or .pdf file; the ending says which"),
        (
            ["-o", "a.gif"],
            "-o a.gif: a plot can be a .png, .svg or .pdf file; the ending says which",
        ),
        (["-o", "no/a.svg"], "-o no/a.svg: cannot be written: No such file or directory"),
        (
            ["-o", "a.svg", "--show", "w", "--log"],
            "a logarithmic axis needs values above 0, but w is -0.5597 in iteration 99; "
            "leave out --log (log=True), or show other values",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(arguments, sentence):
    """Which file, which ending, which folder, which value: with the way out, and exit code 2."""
    assert f"Error: {sentence}" == refusal("plot", "single-weight", *arguments)


def test_without_matplotlib_the_way_to_install_it_is_told(tmp_path, monkeypatch):
    """No plot, but a sentence that can be pasted into a shell, and exit code 2."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    sentence = (
        "a plot is drawn with matplotlib, which is not installed here; "
        "python -m pip install 'gdtrace[plot]' installs it"
    )
    assert f"Error: {sentence}" == refusal("plot", "single-weight", "-o", str(tmp_path / "a.png"))
    with pytest.raises(GdtraceError, match="pip install"):
        figure(trace_of("single-weight"))
