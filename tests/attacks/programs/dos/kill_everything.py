"""Asks whether it may kill the grader, its group, and every process that there is."""
import os

# Signal 0 kills nobody, and is allowed exactly where the others are.
WHOM = {"the grader": int("@grader@"), "its parent": os.getppid(), "all": -1, "the first": 1}


def update_w(w, grad, learning_rate):
    reached = []
    for name, number in WHOM.items():
        try:
            os.kill(number, 0)
            reached.append(name)
        except OSError:
            pass
        try:
            os.killpg(abs(number), 0)
            reached.append("the group of " + name)
        except OSError:
            pass
    raise RuntimeError("holes: " + (", ".join(reached) or "none"))
