"""Raises what a terminal, a page, a build log and a table of numbers would obey."""

BAD = (
    "\x1b[2J\x1b]0;owned\x07\r\n::error file=a.py::owned\n##vso[task.complete]done\n"
    "<script>alert(1)</script><img src=x onerror=alert(1)>\n"
    "=cmd|'/c calc'!A1\n]]>&lt;\u202e\u2066\ud800\0"
)


def update_w(w, grad, learning_rate):
    raise ValueError(BAD)
