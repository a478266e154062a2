"""Small changes to the source of right solutions, as a slip of the finger would make them.

Some of them change nothing that matters (a larger table, another order of equal steps): survivors are
for a person to judge, and no gate counts them.
"""

import ast
import builtins
from collections.abc import Iterator
from copy import deepcopy

from autograder.mutants.solution import Solution

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
    ast.BitXor: (ast.BitOr, ast.BitAnd),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}

Change = tuple[str, ast.AST]  # what was done, and what stands there now


def solutions(base: Solution) -> list[Solution]:
    """Every mutant of one right solution, each different from it and from the others."""
    tree = _bare(base.source)
    seen = {ast.unparse(tree)}
    made = []
    for place in range(sum(1 for _ in ast.walk(tree))):
        for what, source in _mutants(tree, place):
            if source not in seen:
                seen.add(source)
                made.append(Solution(base.exercise, f"{base.name}: {what}", source, False, what))
    return made


def _bare(source: str) -> ast.Module:
    """The tree without what no check looks at: docstrings, annotations, the words of errors."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.Assert):
            node.msg = None
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            kind = node.exc.func
            node.exc = kind if hasattr(builtins, ast.unparse(kind)) else node.exc
    return tree


def _mutants(tree: ast.Module, place: int) -> Iterator[tuple[str, str]]:
    """The changes of one node of the tree, each as a whole source."""
    node = _node(tree, place)
    for number in range(len(list(_changes(node)))):
        copy = deepcopy(tree)
        target = _node(copy, place)
        what, new = list(_changes(target))[number]
        line = getattr(target, "lineno", 0)
        if _put(copy, target, new):
            ast.fix_missing_locations(copy)
            yield f"line {line}: {what}", ast.unparse(copy)


def _node(tree: ast.AST, place: int) -> ast.AST:
    return list(ast.walk(tree))[place]


def _changes(node: ast.AST) -> Iterator[Change]:
    """What can be done to one node."""
    if isinstance(node, ast.Compare):
        for other in COMPARISONS.get(type(node.ops[0]), ()):
            new = deepcopy(node)
            new.ops[0] = other()
            yield f"{ast.unparse(node)} → {ast.unparse(new)}", new
    if isinstance(node, ast.BinOp):
        for operator in ARITHMETIC.get(type(node.op), ()):
            changed = ast.BinOp(node.left, operator(), node.right)
            yield f"{ast.unparse(node)} → {ast.unparse(changed)}", changed
        if isinstance(node.op, ast.Add | ast.Sub | ast.FloorDiv | ast.Mod):
            turned = ast.BinOp(node.right, node.op, node.left)
            yield f"{ast.unparse(node)} → {ast.unparse(turned)}", turned
    if isinstance(node, ast.BoolOp):
        for left_out in range(len(node.values)):
            rest = [value for i, value in enumerate(node.values) if i != left_out]
            yield f"without {ast.unparse(node.values[left_out])}", ast.BoolOp(node.op, rest)
        other_word = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and ↔ or", ast.BoolOp(other_word, node.values)
    if isinstance(node, ast.UnaryOp):
        yield f"{ast.unparse(node)} → {ast.unparse(node.operand)}", node.operand
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        yield f"{ast.unparse(node)} → {ast.unparse(node.value)}", node.value
        for part in ("lower", "upper", "step"):
            if getattr(node.slice, part) is not None:
                cut = deepcopy(node)
                setattr(cut.slice, part, None)
                yield f"{ast.unparse(node)} → {ast.unparse(cut)}", cut
    if isinstance(node, ast.IfExp):
        yield "always the first", node.body
        yield "always the second", node.orelse
    if isinstance(node, ast.Call):
        if len(node.args) == 1 and not node.keywords and isinstance(node.func, ast.Name):
            yield f"{ast.unparse(node)} → {ast.unparse(node.args[0])}", node.args[0]
        for keyword in node.keywords:
            fewer = deepcopy(node)
            fewer.keywords = [k for k in fewer.keywords if k.arg != keyword.arg]
            yield f"without {ast.unparse(keyword)}", fewer
        if len(node.args) == 2:
            swapped = deepcopy(node)
            swapped.args.reverse()
            yield f"{ast.unparse(node)} → {ast.unparse(swapped)}", swapped
    if isinstance(node, ast.If):
        yield f"if {ast.unparse(node.test)} → if True", ast.If(ast.Constant(True), node.body, node.orelse)
        yield f"if {ast.unparse(node.test)} → if False", ast.If(ast.Constant(False), node.body, node.orelse)
    if isinstance(node, ast.comprehension) and node.ifs:
        yield "without the condition", ast.comprehension(node.target, node.iter, [], node.is_async)
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.Raise | ast.For | ast.Try):
        yield f"without {ast.unparse(node).splitlines()[0]}", ast.Pass()
    if isinstance(node, ast.AugAssign):
        yield "= instead", ast.Assign([node.target], node.value, lineno=node.lineno)


def _constants(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    others: list[bool | int | bytes | str] = []
    if isinstance(value, bool):
        others = [not value]
    elif isinstance(value, int):
        others = [value + 1, value - 1]
    elif isinstance(value, bytes) and value:
        others = [value[:-1], value[:-1] + bytes([value[-1] ^ 1])]
    elif isinstance(value, str) and value:
        others = ["", value + " ", value.upper(), value.swapcase()]
    for other in others:
        if other != value:
            yield f"{value!r} → {other!r}", ast.Constant(other)


def _put(tree: ast.AST, old: ast.AST, new: ast.AST) -> bool:
    """Replace a node wherever it hangs."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
                return True
            if isinstance(value, list) and any(item is old for item in value):
                value[:] = [new if item is old else item for item in value]
                return True
    return False
