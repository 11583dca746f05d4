"""What the reference engine asks of its input."""

import pytest

import gdtrace
from gdtrace.errors import EngineError

PROGRAM = gdtrace.derive(
    gdtrace.Network(inputs=2, layers=[gdtrace.Layer(1)], bias=False), style="delta"
)
LEAVES = {"X": [[1, 2]], "Target": [[0.5]], "learning_rate": 0.1, "W@1": [[0.1], [0.2]]}


def test_whole_numbers_are_welcome():
    """Lists of whole numbers are evaluated as floats."""
    assert [[0.5]] == gdtrace.interpret(PROGRAM, LEAVES)["SOP@1"].tolist()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"W@1": None}, r"^the program needs a value for its leaf W@1$"),
        ({"W@1": [0.1, 0.2]}, r"^W@1 has the shape \(2,\), but its indices are \[i = 2, j = 1\]$"),
        ({"W@1": [[0.1]]}, r"^W@1 has the shape \(1, 1\), but its indices are \[i = 2, j = 1\]$"),
        ({"learning_rate": [0.1]}, r"its indices are \[none\]$"),
    ],
)
def test_leaves_must_be_there_and_fit(changes, message):
    """A leaf that is missing or of another shape is named, with what would fit."""
    leaves = {key: leaf for key, leaf in (LEAVES | changes).items() if leaf is not None}
    with pytest.raises(EngineError, match=message):
        gdtrace.interpret(PROGRAM, leaves)


def test_overrides_must_fit():
    """What a step gives is replaced by values of the same shape only."""
    with pytest.raises(EngineError, match=r"^SOP@1 has the shape \(1,\), but"):
        gdtrace.interpret(PROGRAM, LEAVES, overrides={"SOP@1": [0.3]})
