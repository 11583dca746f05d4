"""Messages as a hostile process may send them: right ones, changed in random places."""

import json
import warnings
from random import Random

import numpy

from gdtrace.sandbox import harness

TOKEN = "0123456789abcdef"
SOURCE = """\
import numpy
import warnings

def step(x, w, rate=0.1):
    print("one step")
    warnings.warn("careful")
    z = x * w
    w -= rate * z
    return {"w": w, "z": (z, [1, True, None, "text", numpy.float32(0.5), 10**200, {1}])}

def fails(x):
    return 1 / 0
"""

DEEP = ["none"]
for _ in range(6):
    DEEP = ["list", [DEEP]]

NASTY = [
    None,
    True,
    0,
    -1,
    2**63,
    2**64,
    10**400,
    1.5,
    float("nan"),
    float("inf"),
    1e300,
    "",
    "x",
    "\ud800",
    "\x1b[31m\0\u202e",
    "x" * 5000,
    [],
    [[]],
    {},
    {"kind": "right"},
    ["none"],
    ["float", "x"],
    ["float", float("nan")],
    ["int", 10**400],
    ["str", 5],
    ["array", "float64", [2], [1.0]],
    ["array", "float64", [-1], []],
    ["array", "float64", [0, 10**18, 10**18], []],
    ["array", "float64", [1] * 40, [1.0]],
    ["array", "float16", [1], [1e300]],
    ["array", "float32", [1], [1e300]],
    ["array", "int8", [1], [1000]],
    ["array", "uint8", [1], [-1]],
    ["array", "uint64", [1], [2**70]],
    ["array", "object", [1], [None]],
    ["array", ["float64"], [1], [1.0]],
    ["array", "float64", 5, [1.0]],
    ["array", "float64", [1], {"0": 1.0}],
    ["scalar", "float16", 1e300],
    ["scalar", "str", "x"],
    ["opaque", "x", "y", "z", [5]],
    ["opaque", 5, "y", "z", None],
    ["dict", [["a", ["none"]], ["a", ["none"]]]],
    ["dict", [[[], ["none"]]]],
    DEEP,
    ["tuple", "abc"],
    [["list"]],
]

OTHER_KEYS = ["failure", "last", "value", "kind", "line", "loop", "replies"]

RAW = [
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"-0",
    b"9" * 5000,
    b"[" * 5000,
    b"{",
    b'"\\ud800"',
    b'"\\uD800\\uDFFF"',
    b'"\xed\xa0\x80"',
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\0",
    b"\\",
    b'"token": "x", ',
    b'"value": ["float", 0.5], ',
    b'{"value": ["float", 0.5]}, ',
    b"\n",
    b"",
]


def replies():
    """Return what the harness itself sends, each line with the kind of its request."""
    submission = harness.Submission({})
    found = [
        ("load", harness.load(submission, "def f(:\n", "mine.py")),
        ("load", harness.load(submission, "[][1]\n", "mine.py")),
        ("load", harness.load(submission, SOURCE, "mine.py")),
    ]
    arguments = {"step": (numpy.ones(3), numpy.arange(3.0)), "fails": (0.5,), "none": ()}
    for name, own in arguments.items():
        codes = [harness.encode(each) for each in own]
        ask = harness.asking(submission, codes, True)
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            found.append(("call", harness.named(submission.namespace, name, ask)))
    calls = [reply for kind, reply in found if kind == "call"]
    lines = [(kind, [reply]) for kind, reply in found] + [("call", calls)]
    return [(kind, {"token": TOKEN, "replies": own}) for kind, own in lines]


def changed(random: Random, reply, others):
    """Return a message that is made of a reply, with some places changed."""
    tree = json.loads(json.dumps(reply))
    for _ in range(random.choice([0, 1, 1, 1, 2, 5])):
        tree = _with_another_part(random, tree, others)
    if isinstance(tree, dict) and random.random() < 0.9:
        tree["token"] = TOKEN
    data = json.dumps(tree, ensure_ascii=random.random() < 0.9).encode("utf-8", "surrogatepass")
    for _ in range(random.choice([0, 0, 0, 1, 2])):
        data = _with_other_bytes(random, data)
    return data


def _with_another_part(random, tree, others):
    """Return a tree in which one part is gone, doubled, or something else."""
    if not isinstance(tree, dict | list) or not tree or random.random() < 0.1:
        return random.choice([*NASTY, *others])
    key = random.choice(list(tree)) if isinstance(tree, dict) else random.randrange(len(tree))
    copy = tree.copy()
    way = random.random()
    if way < 0.1:
        del copy[key]
    elif way < 0.2 and isinstance(copy, list):
        copy.insert(key, copy[key])
    elif way < 0.25 and isinstance(copy, dict):
        copy[random.choice(OTHER_KEYS)] = copy[key]
    else:
        copy[key] = _with_another_part(random, copy[key], others)
    return copy


def _with_other_bytes(random, data):
    """Return bytes with some of them replaced, left out or put in."""
    start = random.randrange(len(data) + 1)
    end = min(len(data), start + random.choice([0, 1, 1, 5, 50, len(data)]))
    return data[:start] + random.choice([*RAW, random.randbytes(4)]) + data[end:]
