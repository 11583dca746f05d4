# update-weight
# imports half of the standard library, as editors and tutorials suggest
import argparse
import collections
import copy
import csv
import decimal
import enum
import fractions
import io
import itertools
import json
import math
import operator
import os
import os.path
import pathlib
import pprint
import re
import statistics
import string
import sys
import textwrap
import threading
import types
import typing
import uuid
from abc import ABC, abstractmethod


def update_w(w, grad, learning_rate):
    return copy.deepcopy(w) - operator.mul(learning_rate, grad)
