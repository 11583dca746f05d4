import pytest

from gdtrace.errors import GdtraceError, IsolationError, OptionError
from gdtrace.sandbox.isolation import Wanted, wanted
from gdtrace.sandbox.sandbox import Sandbox


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("auto", Wanted("L1", "L3")),
        ("L1", Wanted("L1", "L1")),
        ("L2", Wanted("L2", "L2")),
        ("require:L1", Wanted("L1", "L3")),
        ("require:L2", Wanted("L2", "L3")),
        ("require:L3", Wanted("L3", "L3")),
    ],
)
def test_a_text_names_levels(text, expected):
    """The lowest and the highest level that may be used."""
    assert expected == wanted(text)


@pytest.mark.parametrize("text", ["", "L0", "require:L0", "require:", "l2", "L4", "require:auto"])
def test_other_texts_are_refused(text):
    """No isolation at all cannot be asked for; the message lists what can."""
    with pytest.raises(OptionError, match=f"isolation is auto, L1, .*; got '{text}'"):
        wanted(text)


def test_what_is_not_there_is_not_replaced():
    """Namespaces are required, so nothing runs without them."""
    with pytest.raises(IsolationError, match="isolation L3 is required"):
        Sandbox.start("require:L3")
    assert issubclass(IsolationError, GdtraceError)
