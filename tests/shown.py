"""Documents to render, and what the formats are to have in common: the cells, as plain letters."""

import re
import unicodedata

from gdtrace import preset_problem  # noqa: F401
