"""Warns of what a build log would obey, and returns infinity."""
import warnings


def update_w(w, grad, learning_rate):
    warnings.warn("\x1b[2J\n::error::owned\n<script>alert(1)</script>")
    return w * float("inf")
