"""Whether the functions of a file can remember anything from call to call: read, never run.

Only a file is trusted that is made of arithmetic, lists and functions of numpy and math that keep
nothing. For others, and that is no fault of theirs, it has to be tried.
"""

from __future__ import annotations

import ast
import re

MODULES = ("math", "numpy")

FUNCTIONS = re.compile(
    "abs|absolute|add|append|arange|array|asarray|atleast_1d|atleast_2d|ceil|clip|column_stack|"
    "concatenate|copy|cosh|cumsum|diag|divide|dot|e|equal|exp|expand_dims|expm1|eye|fabs|float64|"
    "floor|fsum|full|full_like|greater|greater_equal|hstack|inf|inner|less|less_equal|linspace|log|"
    "log1p|matmul|max|maximum|mean|min|minimum|multiply|nan|ndim|negative|newaxis|ones|ones_like|"
    "outer|pi|pow|power|prod|ravel|reciprocal|reshape|shape|sign|sinh|size|sqrt|square|squeeze|"
    "stack|subtract|sum|tan|tanh|tensordot|transpose|vdot|vstack|where|zeros|zeros_like"
)
"""What a file may use of these modules; numpy.empty is none of it: it shows what was there."""

ATTRIBUTES = re.compile(
    "T|append|clip|copy|cumsum|dot|extend|flatten|get|insert|item|items|keys|max|mean|min|ndim|"
    "pop|prod|ravel|reshape|shape|size|squeeze|sum|tolist|transpose|values"
)
"""What it may use of arrays, lists and dicts, which are all made in the same call."""

BUILTINS = re.compile(
    "abs|all|any|bool|dict|enumerate|float|int|len|list|max|min|pow|print|range|reversed|round|"
    "sum|tuple|zip|AssertionError|NotImplementedError|TypeError|ValueError|ZeroDivisionError"
)

KEYWORDS = re.compile(
    "axis|base|default|dtype|initial|keepdims|max|min|ndmin|num|shape|start|strict"
)
"""What it may name when it calls one of these; with ``where`` numpy shows what was there."""

OLD = ("out", "where")

NODES = (
    *(ast.Return, ast.Assign, ast.AugAssign, ast.For, ast.While, ast.If, ast.Expr, ast.Pass),
    *(ast.Break, ast.Continue, ast.Raise, ast.Assert, ast.BoolOp, ast.BinOp, ast.UnaryOp),
    *(ast.IfExp, ast.Dict, ast.List, ast.Tuple, ast.ListComp, ast.DictComp, ast.GeneratorExp),
    *(ast.comprehension, ast.Compare, ast.Call, ast.Constant, ast.Subscript),
    *(ast.Slice, ast.Starred, ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop),
)
"""What functions are made of; names, attributes, keywords and functions are looked at closer."""

HINTS = (ast.Name, ast.Constant)
"""What says of which type something is; Python works it out when it reads the file."""


def forgets(tree: ast.Module) -> bool:
    r"""Say whether nothing that a file defines can remember anything.

    >>> forgets(ast.parse("import numpy\ndef f(x):\n    return numpy.exp(-x)"))
    True
    >>> forgets(ast.parse("seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)"))
    False
    """
    bound = _bound(tree)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    asked = {each.arg for node in functions for each in _arguments(node)}.difference(OLD)
    return bound is not None and all(_is_plain(node, bound, asked) for node in functions)


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    return [each for each in ast.walk(function.args) if isinstance(each, ast.arg)]


def _bound(tree: ast.Module) -> dict[str, str] | None:
    """Return the names that a file binds, and to what; None if it does anything else."""
    bound: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Import):
            if not all(each.name in MODULES for each in node.names):
                return None
            bound |= {each.asname or each.name: "module" for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            if (
                node.level
                or node.module not in MODULES
                or not all(FUNCTIONS.fullmatch(each.name) for each in node.names)
            ):
                return None
            bound |= {each.asname or each.name: "function" for each in node.names}
        elif isinstance(node, ast.FunctionDef):
            bound[node.name] = "function"
        elif isinstance(node, ast.Assign) and _is_number(node.value):
            if not all(isinstance(each, ast.Name) for each in node.targets):
                return None
            bound |= {each.id: "number" for each in node.targets if isinstance(each, ast.Name)}
        elif not _is_remark(node) and not _is_main(node):
            return None
    # Whoever sets __name__ decides what is run.
    return None if any(name.startswith("__") for name in bound) else bound


def _is_number(node: ast.expr | None) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    if isinstance(node, ast.Tuple):
        return all(map(_is_number, node.elts))
    return node is None or (isinstance(node, ast.Constant) and not _is_text(node))


def _is_text(node: ast.AST) -> bool:
    """Say whether a node is a text: numpy makes texts of values of whatever has the type of one.

    Such a text tells where in memory a value is, and that hangs on the calls before.
    """
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def _is_remark(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_main(node: ast.stmt) -> bool:
    """Say whether a statement is what only a program does, which a submission is not."""
    return (
        isinstance(node, ast.If)
        and not node.orelse
        and ast.unparse(node.test) in ("__name__ == '__main__'", "'__main__' == __name__")
    )


def _is_plain(function: ast.FunctionDef, bound: dict[str, str], asked: set[str]) -> bool:
    """Say whether a function keeps nothing; ``asked`` are the keywords of the file's own ones."""
    defaults = [*function.args.defaults, *function.args.kw_defaults]
    arguments = _arguments(function)
    hints = [function.returns, *(each.annotation for each in arguments)]
    if function.decorator_list or not all(map(_is_number, defaults)):
        return False
    if not all(each is None or isinstance(each, HINTS) for each in hints):
        return False
    body = [each for each in function.body if not _is_remark(each)]
    nodes = [node for statement in body for node in ast.walk(statement)]
    names = [each for each in nodes if isinstance(each, ast.Name)]
    own = {each.id for each in names if isinstance(each.ctx, ast.Store)}
    own |= {each.arg for each in arguments}
    if any(bound.get(name) == "module" for name in own):
        return False
    known = {*own, *bound}
    keywords = [each.arg or "**" for each in nodes if isinstance(each, ast.keyword)]
    return all(each in asked or KEYWORDS.fullmatch(each) for each in keywords) and all(
        _is_known(node, known, bound) for node in nodes if not isinstance(node, ast.keyword)
    )


def _is_known(node: ast.AST, known: set[str], bound: dict[str, str]) -> bool:
    if isinstance(node, ast.Name):
        named = node.id in known or BUILTINS.fullmatch(node.id)
        return bool(named) and not isinstance(node.ctx, ast.Del)
    if isinstance(node, ast.Attribute):
        module = isinstance(node.value, ast.Name) and bound.get(node.value.id) == "module"
        allowed = FUNCTIONS if module else ATTRIBUTES
        return isinstance(node.ctx, ast.Load) and bool(allowed.fullmatch(node.attr))
    return isinstance(node, NODES) and not isinstance(node, ast.Mod) and not _is_text(node)
