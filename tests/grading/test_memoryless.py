"""Which files are known to remember nothing: those of good students, and none that does."""

import ast
from pathlib import Path

import pytest

from gdtrace.grading.memoryless import forgets

SOLUTIONS = sorted((Path(__file__).parents[2] / "solutions").glob("*.py"))
NAMED = ("optimize", "propagate")
"""What they return has names."""

PLAIN = "def f(x, w):\n    return x * w\n"

REMEMBERS = [
    "seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)",
    "def f(x, seen=[]):\n    seen.append(x)\n    return len(seen)",
    "def f(x, *, seen={}):\n    return seen.setdefault(0, x)",
    "count = 0\ndef f(x):\n    global count\n    count += 1\n    return count",
    "def f(x):\n    f.first = x\n    return x",
    "def f(x):\n    return f.first",
    "def make():\n    first = []\n    def f(x):\n        first.append(x)\n        return first[0]\n"
    "    return f\nf = make()",
    "f = (lambda first: lambda x: first.append(x) or first[0])([])",
    "def f(x):\n    g = lambda y: y\n    return g(x)",
    "class F:\n    def __call__(self, x):\n        return x\nf = F()",
    "import numpy\ndef f(x):\n    return numpy.random.rand()",
    "import numpy\ndef f(x):\n    return numpy.empty(3)",
    "import numpy\nnumpy.exp = lambda x: 1\ndef f(x):\n    return numpy.exp(x)",
    "import numpy\ndef f(x):\n    numpy.first = x",
    "import numpy\ndef f(x):\n    return numpy.core",
    "import numpy\ndef f(x, numpy):\n    return numpy.exp(x)",
    "import numpy\nnumpy, math = 1, 2",
    "from numpy import *\ndef f(x):\n    return x",
    "from numpy.random import rand\ndef f(x):\n    return x",
    "from .numpy import exp\ndef f(x):\n    return exp(x)",
    "from . import numpy\ndef f(x):\n    return numpy.exp(x)",
    "import random\ndef f(x):\n    return random.random()",
    "import time\ndef f(x):\n    return time.time()",
    "import os",
    "from functools import cache\n@cache\ndef f(x):\n    return x",
    "import numpy\n@numpy.vectorize\ndef f(x):\n    return x",
    "table = numpy.zeros(3)\ndef f(x):\n    table[0] = x",
    "table = [0]\ndef f(x):\n    table[0] = x",
    "def f(x):\n    return globals()",
    "def f(x):\n    return id(x)",
    "def f(x):\n    return getattr(f, 'first')",
    "def f(x):\n    return f.__dict__",
    "def f(x):\n    return '%s' % f",
    "def f(x):\n    return f'{f}'",
    "def f(x):\n    return '{}'.format(f)",
    "def f(x):\n    return str(f)",
    "def f(x):\n    exec('import os')\n    return x",
    "def f(x):\n    import os\n    return x",
    "def f(x):\n    yield x",
    "def f(x):\n    return (y := x)",
    "def f(x):\n    try:\n        return x\n    except ValueError:\n        pass",
    "def f(x):\n    del x",
    "async def f(x):\n    return x",
    "def f(x):\n    return x\nprint(f(1))",
    "def f(x):\n    return x\nif True:\n    f = 5",
    "def f(x):\n    return x\nif __name__ == '__main__':\n    pass\nelse:\n    f = 5",
    "def f(x):\n    return y",
    "import numpy\ndef f(x: setattr(numpy, 'exp', 5)):\n    return x",
    "import numpy\ndef f(x) -> setattr(numpy, 'exp', 5):\n    return x",
    "def f(x=print()):\n    return x",
    "__name__ = '__main__'\nif __name__ == '__main__':\n    seen = []",
    "__name__ = 5\ndef f(x):\n    return x",
    "import math as __name__",
    "import numpy\ndef f(x):\n    return numpy.array((y for y in x), 'U90')",
    "import numpy\ndef f(x):\n    return numpy.array(x.append, dtype='U90')",
    "import numpy\nKIND = 'U90'\ndef f(x):\n    return numpy.array(f, KIND)",
    "import numpy\ndef f(x, kind='U90'):\n    return numpy.array(f, kind)",
    "import numpy\ndef f(x):\n    for kind in {'U90': 1}:\n        return numpy.array(f, kind)",
    "from own import step\ndef f(x):\n    return step(x)",
    "import numpy\ndef f(x):\n    return numpy.add(x, x, where=x > 9)",
    "import numpy\ndef f(x):\n    return numpy.add(x, x, **{})",
    "import numpy\ndef f(x):\n    return numpy.add(x, x, **dict(where=x > 9))",
    "import numpy\ndef f(x, where):\n    return numpy.add(x, x, where=where)",
    "def f(x):\n    return x.clip(0, 1, where=x > 9)",
    "import numpy\ndef f(x):\n    return numpy.add(x, x, out=x)",
]


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_solutions_remember_nothing(path):
    """What the exercises ask for needs no memory; texts, as names in a dict, are not trusted."""
    source = path.read_text(encoding="utf-8")
    assert forgets(ast.parse(source)) == (path.stem not in NAMED)


@pytest.mark.parametrize("source", REMEMBERS)
def test_what_may_remember_is_not_trusted(source):
    """Even if another function of the same file is plain."""
    assert not forgets(ast.parse(source))
    assert not forgets(ast.parse(f"{PLAIN}{source}"))


def test_keywords_are_those_of_numpy_that_keep_nothing_or_the_files_own():
    """They only say which argument is which."""
    source = "import numpy\ndef f(x, rate=1):\n    return numpy.sum(x, axis=0, keepdims=True)\n"
    assert forgets(ast.parse(f"{source}def g(x):\n    return f(x, rate=2)\n"))
    assert not forgets(ast.parse(f"{source}def g(x):\n    return f(x, other=2)\n"))


def test_types_may_be_said():
    """They are names, which do nothing."""
    assert forgets(
        ast.parse("RATE = -0.5\ndef f(x: float, n: 'int' = 2) -> float:\n    return x\n")
    )


def test_what_only_a_program_does_is_not_run():
    """A submission is imported, so that it does not matter."""
    source = f"{PLAIN}if __name__ == '__main__':\n    import random\n    f = random.random\n"
    assert forgets(ast.parse(source))
