# error
# writes into texts, replaces the streams for a while, prints to the error stream
import contextlib
import io
import sys


def error(predicted, target):
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        print("inside")
    assert text.getvalue() == "inside\n"
    print("to the error stream", file=sys.stderr)
    sys.stdout.write("direct\n")
    sys.stdout.flush()
    return (predicted - target) ** 2
