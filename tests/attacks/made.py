"""Attacks that are no files here, because of their size or their bytes."""

RIGHT = "def update_w(w, grad, learning_rate):\n    return w - learning_rate * grad\n"

MADE = {
    "source/not_utf8": lambda: RIGHT.encode() + b"# \xe9\xff\n",
    "source/utf16": lambda: RIGHT.encode("utf-16"),
    "source/nul_bytes": lambda: RIGHT.encode() + b"# \0\n",
    "source/half_a_letter": lambda: RIGHT.encode() + b"# \xed\xa0\x80\n",
    "source/large": lambda: RIGHT.encode() + b"#" + b"x" * 2**20 * 3,
    "source/brackets": lambda: RIGHT.encode() + b"x = " + b"(" * 9_000,
    "source/minus": lambda: RIGHT.encode() + b"x = " + b"-" * 9_000 + b"1\n",
    "source/deep_blocks": lambda: "".join(" " * k + "if 1:\n" for k in range(600)).encode(),
    "source/attributes": lambda: RIGHT.encode() + b"x = a" + b"\\\n.a" * 60_000,
    "source/long_line": lambda: RIGHT.encode() + b"x = '" + b"x" * 200_000 + b"'\n",
    "source/circles": lambda: (
        b"def update_w(*a):\n return a0()\n"
        + b"".join(b"def a%d(): return a%d()\n" % (k, (k + 1) % 6000) for k in range(6000))
    ),
    "source/empty": lambda: b"",
    "source/only_mark": lambda: b"\xef\xbb\xbf",
}
"""What makes the bytes of each, by name."""
