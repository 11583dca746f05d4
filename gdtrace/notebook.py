"""gdtrace in notebooks: how records show themselves there.

>>> import gdtrace
>>> print(gdtrace.train(gdtrace.problem("single-weight"), iterations=1)[0].chains["w"])
The chain to w
<BLANKLINE>
factor    derivative    value
--------  ------------  -----------
g1        ∂C/∂a         0.468524783
g2        ∂a/∂z         0.177894441
g3        ∂z/∂w         1.5
<BLANKLINE>
    gradient of w = g3*g2*g1
                  = 0.125021931
"""

from importlib import import_module

from gdtrace.sections.records import record_sections

MAKERS = {"html": "html_fragment", "markdown": "markdown_fragment", "text": "text_fragment"}


def shown(record: object, form: str) -> str:
    """Return a record as html, markdown or text; all have the same rows.

    Parameters
    ----------
    record : Problem, Program, Trace, Iteration or Chain
    form : str
        ``html``, ``markdown`` or ``text``.
    """
    make = getattr(import_module(f"gdtrace.render.{form}"), MAKERS[form])
    text: str = make(record_sections(record))
    return text
