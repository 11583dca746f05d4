"""Imports modules that lie beside it: numpy, json, and what Python reads at its start."""
import sys

for name in ("sitecustomize", "usercustomize", "conftest", "evil", "numpy.evil"):
    try:
        __import__(name)
    except ImportError:
        pass
    else:
        raise RuntimeError("holes: " + name)
if any(each in ("", ".", "@cwd@", "@temp@") for each in sys.path):
    raise RuntimeError("holes: path")


def update_w(w, grad, learning_rate):
    return w
