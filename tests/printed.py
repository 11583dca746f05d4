"""Reads printed pages back, and works every line out again: from the text alone.

Nothing here knows of gdtrace. A check is a function that yields the faults that it finds in a text;
a test asserts that there are none.
"""

import math
import re

from attrs import field, frozen

WIDEST = 100
START = "It starts from"
PUT_IN = "with the numbers"
VALUES = ("value", "gradient", "product")
SUBJECTS = ("weight", "weight or bias")

NAMES = {name: getattr(math, name) for name in ("exp", "log", "tanh", "nan", "inf")} | {"max": max}
"""What a reader has typed before pasting a cell into Python: from math import exp, log, tanh."""

_RULE = re.compile(r"-+(?:  -+)*")
_CAPTION = re.compile(r"\S.*:|\.\.\. .*")
_WORD = r"[^\W\d]\w*"
_SYMBOL = re.compile(rf"{_WORD}(?:\[[\d,]+\]|,\d+)?")
_SLOPE = re.compile(rf"(?:{_SYMBOL.pattern})/∂(?:{_SYMBOL.pattern})")
_NUMBER = re.compile(r"(?<![\w.])\d[\d.]*(?:e[+-]?\d+)?|\b(?:nan|inf)\b")
_CALL = re.compile(rf"({_WORD}\()({_SYMBOL.pattern})\)")
_BARE_NEGATIVE = re.compile(r"[*/+-] ?-[\d.]|(?:^|\()-[\d.]+(?:e[+-]?\d+)?(?: ?[*/])")


@frozen
class Table:
    """A printed table; a row maps the head of a column to the cell, broken lines joined."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    captions: tuple[str, ...] = field(default=())

    @property
    def last(self):
        """The head of the last column."""
        return self.columns[-1]


def pages(text):
    """Return the pages of a text; two empty lines stand between them."""
    return text.rstrip("\n").split("\n\n\n")


def tables(page):
    """Return the tables of a page."""
    lines = page.split("\n")
    return [
        _table(lines[place - 1], lines[place], lines[place + 1 :])
        for place, line in enumerate(lines)
        if place and _RULE.fullmatch(line)
    ]


def _table(head, rule, below):
    spans = [match.span() for match in re.finditer("-+", rule)]
    columns, rows, captions = _cells(head, spans), [], []
    for line in below:
        if not line:
            break
        if _CAPTION.fullmatch(line):
            captions.append(line)
            continue
        cells = _cells(line, spans)
        if cells[0] == "" if columns[0] == START else cells[-1] == "":
            last = rows[-1]
            rows[-1] = {c: f"{last[c]} {cell}".strip() for c, cell in zip(last, cells, strict=True)}
        else:
            rows.append(dict(zip(columns, cells, strict=True)))
    return Table(columns, tuple(rows), tuple(captions))


def _cells(line, spans):
    ends = [start for start, _ in spans[1:]] + [None]
    return tuple(line[start:end].strip() for (start, _), end in zip(spans, ends, strict=True))


def worked_out(expression):
    """Work a cell out as Python does; NaN where Python or the pocket calculator gives up."""
    try:
        return eval(expression, {"__builtins__": {}}, NAMES)
    except (ArithmeticError, ValueError):
        return math.nan


def in_the_manner_of(text, value):
    """Round a value to the decimals of a printed one; what has a power of ten keeps one."""
    mantissa, power, _ = text.partition("e")
    decimals = len(mantissa.partition(".")[2])
    rounded = f"{value:.{decimals}{'e' if power else 'f'}}"
    return rounded.lstrip("-") if float(rounded) == 0 else rounded


def is_exempt(expression, shown):
    """Tell whether a line says of itself that it cannot be worked out again."""
    said = shown.endswith((" (saturated)", " (rounding)"))
    return said or "..." in expression or shown in ("nan", "inf", "-inf")


def _differs(expression, shown):
    """Return what is wrong with a line, or nothing."""
    if is_exempt(expression, shown):
        return ""
    found = worked_out(expression)
    if isinstance(found, float) and not math.isfinite(found):
        return f"{expression} cannot be worked out, but {shown} is printed"
    again = in_the_manner_of(shown, found)
    wrong = float(again) != float(shown) or ("e" not in shown and again != shown)
    return f"{expression} gives {again}, not {shown}" if wrong else ""


def wrong_lines(text):
    """Yield every line that does not give its printed value when it is worked out again."""
    for expression, shown in worked_lines(text):
        wrong = _differs(expression, shown)
        if wrong:
            yield wrong


def worked_lines(text):
    """Yield every (expression, value) of a text: cells, chains, sums over them, changes."""
    for page in pages(text):
        for table in tables(page):
            yield from _with_numbers(table)
            yield from _updates(table)
            yield from _chains(table)


def _with_numbers(table):
    if PUT_IN in table.columns and table.last in VALUES:
        for row in table.rows:
            if row[PUT_IN]:
                yield row[PUT_IN], row[table.last]


def _updates(table):
    """Yield what a table of updates says: the new weight, and the change by the head's formula."""
    if not table.last.startswith("change = "):
        return
    before, after = table.columns[1], table.columns[-2]
    factor = table.last.removeprefix("change = ").removesuffix("*gradient")
    rate = factor.removeprefix("-")
    for row in table.rows:
        yield row[before], row[after]
        yield f"{factor}*{gradient_in(row[before], rate)}", row[table.last]


def number_in(cell):
    """Return the number of a cell, without what it says of itself."""
    return cell.partition(" ")[0]


def gradient_in(cell, rate):
    """Return the gradient that a cell "before - rate*gradient" has, with its parentheses."""
    return cell.rpartition(f" - {rate}*")[2]


def _chains(table):
    """Yield the products of the factor columns, and the sums or means of the rows above."""
    factors = _factor_columns(table)
    if not factors:
        return
    above, examples = [], set()
    for row in table.rows:
        how = next((row[c] for c in table.columns if row[c] in ("sum", "mean")), "")
        if how:
            total = " + ".join(f"({value})" for value in above)
            hidden = " + ..." * any("more products" in caption for caption in table.captions)
            yield f"({total}{hidden})" + f"/{len(examples)}" * (how == "mean"), row[table.last]
            above, examples = [], set()
            continue
        if row[table.columns[0]]:
            above, examples = [], set()
        above.append(number_in(row[table.last]))
        examples.add(row.get("example", ""))
        cells = [number_in(row[column]) for column in factors if row[column]]
        yield "*".join(f"({cell})" for cell in reversed(cells)), row[table.last]


def _factor_columns(table):
    is_product = table.columns[0] in SUBJECTS and table.last in ("gradient", "product")
    if not is_product or PUT_IN in table.columns:
        return []
    return [column for column in table.columns[1:-1] if column not in ("example", "through")]


def wide_lines(text):
    """Yield every line that is wider than a page."""
    return (line for line in text.split("\n") if len(line) > WIDEST)


def vanished_values(text):
    """Yield every number that consists of zeros with a point between them."""
    for line in text.split("\n"):
        if re.search(r"(?<![\w.])0\.0*(?![\d.])(?!e)", line):
            yield line


def unprotected_negatives(text):
    """Yield every cell with a negative number that needs parentheses."""
    for page in pages(text):
        for table in tables(page):
            for row in table.rows:
                for column, cell in row.items():
                    is_line = column == PUT_IN or column.startswith("before - ")
                    if is_line and _BARE_NEGATIVE.search(cell):
                        yield cell


def moved(text):
    """Yield (symbol, before, after, change) of every row of the tables of updates."""
    for page in pages(text):
        for table in tables(page):
            if table.last.startswith("change = "):
                rate = table.last.removeprefix("change = -").removesuffix("*gradient")
                for row in table.rows:
                    cells = list(row.values())
                    yield cells[0], cells[1].rpartition(f" - {rate}*")[0], cells[2], cells[3]


class Spellings:
    """The spelling of every symbol on one page, example by example ("" where there is one)."""

    def __init__(self, page):
        self.known = {}
        self.faults = []
        self.checked = 0
        self.calls = {}
        for line in page.split("\n\n")[1].split("\n") if "\n\n" in page else []:
            for symbol, number in re.findall(r"([^\s,]+) = (-?\d[\d.e+-]*)(?=,|$)", line):
                self.learn(symbol, "", number)
        made = tables(page)
        for table in made:
            self.given(table)
        for table in made:
            self.equations(table)
        for table in made:
            self.gradients(table)
        for table in made:
            self.updates(table)

    def learn(self, symbol, example, text):
        """Note a spelling; another one for the same value is a fault."""
        text = number_in(text)
        known = self.known.setdefault((symbol, example), text)
        if known != text:
            self.faults.append(f"{symbol} is {known} and {text}")

    def spelled(self, symbol, example):
        """Return the spelling that is known, or None."""
        return self.known.get((symbol, example), self.known.get((symbol, "")))

    def given(self, table):
        """Learn what an iteration starts from."""
        if table.columns[0] == START:
            cells = [cell for row in table.rows for cell in row.values()]
            for symbol, equals, text in (cell.partition(" = ") for cell in cells):
                if equals:
                    self.learn(symbol, "", text)
        elif table.columns[0] == "example":
            for row in table.rows:
                for symbol in table.columns[1:]:
                    self.learn(symbol, row["example"], row[symbol])

    def equations(self, table):
        """Check the rows of the forward and the backward tables, in their order."""
        if table.last != "value":
            return
        left = formula = number = ""
        for row in table.rows:
            example = row.get("example", "")
            if row.get("equation"):
                left, _, formula = row["equation"].partition(" = ")
            elif row.get("formula"):
                left, formula = row["derivative"], row["formula"].partition(", from ")[0]
                number = row[""]
            self.line(formula, example, row[PUT_IN], row["value"])
            self.known.pop((left, example), None)
            self.learn(left, example, row["value"])
            if number and not re.fullmatch(r"g\d+", number):
                self.learn(number, example, row["value"])
            call = re.fullmatch(rf"({_WORD})\(({_SYMBOL.pattern})\)", formula)
            if call:
                self.calls[formula] = left
            logistic = re.fullmatch(rf"1/\(1 \+ exp\(-({_SYMBOL.pattern})\)\)", formula)
            if logistic:
                self.calls[f"sigmoid({logistic[1]})"] = left

    def gradients(self, table):
        """Check the rows of the gradients in the style of deltas; learn every gradient."""
        if table.last not in ("gradient", "product"):
            return
        subject = formula = ""
        for row in table.rows:
            subject = row[table.columns[0]] or subject
            if "formula" in row:
                formula = row["formula"] or formula
                if not formula.startswith(("mean(", "sum(")):
                    self.line(formula, row.get("example", ""), row[PUT_IN], row[table.last])
            self.known[f"gradient of {subject}", ""] = number_in(row[table.last])

    def updates(self, table):
        """Check that an update starts from the weight and the gradient that the page has."""
        if not table.last.startswith("change = "):
            return
        rate = table.last.removeprefix("change = -").removesuffix("*gradient")
        rates = [text for (name, _), text in self.known.items() if name == self.rate_of(table)]
        if rates != [rate]:
            self.faults.append(f"the learning rate is {rates} and {rate}")
        for row in table.rows:
            symbol, cell = row[table.columns[0]], row[table.columns[1]]
            before = self.spelled(symbol, "")
            gradient = self.spelled(f"gradient of {symbol}", "")
            if before is None or gradient is None:
                continue
            self.checked += 1
            expected = f"{before} - {rate}*{in_parentheses(gradient)}"
            if squeezed(expected) != squeezed(cell):
                self.faults.append(f"{symbol} should move by {expected}, not {cell}")

    @staticmethod
    def rate_of(table):
        """Return the symbol of the learning rate in the head of a table of updates."""
        return table.columns[1].removeprefix("before - ").removesuffix("*gradient")

    def line(self, formula, example, numbers, value):
        """Compare a cell with its formula when the numbers of this page are put in."""
        if "..." in formula:
            return
        if formula.startswith(("mean(", "sum(")):
            return
        symbols = set()
        put_in = self.put_in(formula, example, symbols)
        if put_in is None or not symbols:
            return
        self.checked += 1
        given = numbers or number_in(value)
        if squeezed(put_in) != squeezed(given):
            self.faults.append(f"{formula} should be {put_in}, not {given}")

    def put_in(self, formula, example, symbols):
        """Put the numbers of this page into a formula; None if one of them is not on it."""
        for call, left in self.calls.items():
            formula = squeezed(formula, keep="()").replace(call, left)
        names = sorted({name for name, _ in self.known}, key=len, reverse=True)
        pattern = re.compile("|".join(rf"(?<![\w∂]){re.escape(name)}(?![\w\[,])" for name in names))
        missing = []

        def number(match):
            text = self.spelled(match[0], example)
            symbols.add(match[0])
            if text is None:
                missing.append(match[0])
                return "?"
            return in_parentheses(text)

        made = pattern.sub(number, formula) if names else formula
        unknown = re.sub(r"\b(?:exp|log|tanh|max|if|else|nan|inf)\b|\de[+-]?\d", "", made)
        return None if missing or re.search(r"[^\W\d_]", unknown) else made


def in_parentheses(text):
    """Put a negative number into parentheses."""
    return f"({text})" if text.startswith("-") else text


def squeezed(text, keep=""):
    """Return a cell without spaces and parentheses."""
    return "".join(sign for sign in text if sign in keep or sign not in " ()")


def several_spellings(text):
    """Yield every value that is spelled in two ways on one page."""
    for page in pages(text):
        yield from Spellings(page).faults


def signs(text):
    """Return the signs of a text that are not ASCII."""
    return {sign for sign in text if ord(sign) > 127}
