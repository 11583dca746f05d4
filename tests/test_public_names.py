import importlib
import subprocess
import sys

import pytest

import gdtrace
from gdtrace.presets import preset
from gdtrace.problem_changes import with_seed


def test_public_names_are_sorted_and_each_once():
    """Capitals come first, as sorted() has them."""
    assert sorted(set(gdtrace.__all__)) == gdtrace.__all__


@pytest.mark.parametrize("name", gdtrace.__all__)
def test_every_public_name_is_what_its_module_has(name):
    """It carries a docstring, and is known under its own name in one module of gdtrace."""
    value = getattr(gdtrace, name)
    if name == "__version__":
        assert importlib.import_module("gdtrace._version").__version__ == value
    else:
        assert getattr(importlib.import_module(value.__module__), name) is value
        assert value.__doc__


def test_dir_lists_the_public_names():
    """What a session completes is what there is to use."""
    assert gdtrace.__all__ == dir(gdtrace)


def test_a_star_import_brings_the_public_names():
    """And nothing else."""
    space = {}
    exec("from gdtrace import *", space)
    assert set(gdtrace.__all__) == set(space) - {"__builtins__"}


def test_an_unknown_attribute_is_an_attribute_error():
    """As of any module."""
    with pytest.raises(AttributeError, match=r"^module 'gdtrace' has no attribute 'trian'$"):
        _ = gdtrace.trian
    assert not hasattr(gdtrace, "numpy")


def test_importing_gdtrace_imports_next_to_nothing():
    """Modules, numpy among them, are imported when a name is first used."""
    code = "import gdtrace, sys; print(sorted(m for m in sys.modules if m.startswith('gdtrace')))"
    heavy = "print([m for m in ('numpy', 'attrs', 'pandas', 'xarray') if m in sys.modules])"
    made = subprocess.run(
        [sys.executable, "-c", f"{code}; {heavy}"], capture_output=True, text=True, check=True
    )
    assert ["['gdtrace', 'gdtrace._version']", "[]"] == made.stdout.splitlines()


def test_a_problem_is_named_and_changed_in_one_call():
    """A preset with a seed and other values of some fields."""
    made = gdtrace.problem("tutorial-3-2-1", seed=0, learning_rate=0.5)
    assert (0, 0.5) == (made.training.seed, made.training.learning_rate)
    assert preset("tutorial-3-2-1").data == made.data
    assert with_seed(preset("two-two-two"), 7) == gdtrace.problem("two-two-two", seed=7)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"learning_rat": 1.0},
            r"^no field is called 'learning_rat'; did you mean learning_rate\?",
        ),
        ({"learning_rate": -1}, r"^training\.learning_rate: must be > 0, got -1$"),
    ],
)
def test_a_change_that_cannot_be_is_refused(changes, message):
    """A misspelt field names the nearest, a wrong value its path and rule."""
    with pytest.raises(gdtrace.GdtraceError, match=message):
        gdtrace.problem("tutorial-3-2-1", **changes)


def test_a_lecturers_session_works():
    """From a name to the factors of one weight in three lines."""
    trace = gdtrace.train(gdtrace.problem("tutorial-3-2-1"), iterations=10)
    chain = trace[0].chains["W11"]
    assert isinstance(chain, gdtrace.Chain)
    assert chain.gradient == trace["dError_dW11"][0]
    assert chain.factors[2].value == trace["W41"][0]
