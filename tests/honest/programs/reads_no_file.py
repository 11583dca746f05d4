# update-weight
# looks for a settings file that it can do without
import json
import os
from pathlib import Path

RATE = 1.0
try:
    with open("settings.json") as file:
        RATE = json.load(file)["rate"]
except (OSError, KeyError, ValueError):
    print("no settings, rate stays", RATE)
if os.path.exists("weights.npy") or Path("weights.csv").is_file():
    print("found weights")


def update_w(w, grad, learning_rate):
    return w - RATE * learning_rate * grad
