"""Calls itself until the stack is full."""
import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __repr__(self):
        return repr(self)


def update_w(w, grad, learning_rate):
    return repr(Deep())
