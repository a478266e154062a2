"""Small changes to the source of right solutions, as a slip of the finger would make them.

Some of them change nothing that matters (a larger table, another order of equal steps). A person has
judged each survivor once: :mod:`autograder.mutants.survivors` keeps the list.
"""

import ast
import builtins
import re
from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from typing import Any

from autograder.mutants.solution import Solution

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq, ast.Is),
    ast.NotEq: (ast.Eq, ast.IsNot),
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

REASONS_ARE_READ = frozenset({"E3.12"})  # exercises whose checks read what an error says
MOST_OF_A_LOOP = (2, 300)  # where a loop or a slice is cut: an early limit, and one that seems large enough
CODECS = re.compile(r"utf[-_ ]?8|ascii|latin[-_ ]?1|big|little|strict", re.IGNORECASE)

Change = tuple[str, ast.AST | list[ast.stmt]]  # what was done, and what is there now


def solutions(base: Solution) -> list[Solution]:
    """Every mutant of one right solution, each different from it and from the others."""
    tree = bare(base)
    seen = {ast.unparse(tree)}
    made = []
    for what, source in _mutants(tree):
        if source not in seen:
            seen.add(source)
            made.append(Solution(base.exercise, f"{base.name}: {what}", source, False, what))
    return made


def bare(base: Solution) -> ast.Module:
    """The tree without what no check looks at: docstrings, annotations, the words of errors."""
    tree = ast.parse(base.source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.Assert):
            node.msg = None
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _only_words(node.exc.args):
            kind = node.exc.func
            if hasattr(builtins, ast.unparse(kind)):
                node.exc = kind
            elif base.exercise not in REASONS_ARE_READ:
                node.exc = ast.Call(kind, [ast.Constant("") for _ in node.exc.args], [])
    return tree


def _only_words(args: list[ast.expr]) -> bool:
    """Do these arguments of an error make up nothing but its message?"""
    return all(isinstance(arg, ast.JoinedStr | ast.Constant | ast.BinOp) for arg in args)


def _mutants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each change of each node, as a whole source; the tree is afterwards what it was."""
    for parent in list(ast.walk(tree)):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                for what, new in list(_changes(value)):
                    setattr(parent, field, new)
                    yield _named(what, value), ast.unparse(tree)
                setattr(parent, field, value)
            elif isinstance(value, list):
                for place, child in enumerate(list(value)):
                    for what, new in list(_changes(child)):
                        value[place : place + 1] = instead = new if isinstance(new, list) else [new]
                        yield _named(what, child), ast.unparse(tree)
                        value[place : place + len(instead)] = [child]


def _named(what: str, node: ast.AST) -> str:
    line = getattr(node, "lineno", 0)
    return f"line {line}: {what}" if line else what


def _changes(node: ast.AST) -> Iterator[Change]:
    """What can be done to one node."""
    for kinds, operator in OPERATORS:
        if isinstance(node, kinds):
            yield from operator(node)


# ---- operators -----------------------------------------------------------------------------------


def _compared_otherwise(node: ast.Compare) -> Iterator[Change]:
    constants = any(isinstance(side, ast.Constant) for side in (node.left, *node.comparators))
    for other in COMPARISONS.get(type(node.ops[0]), ()):
        if constants and other in (ast.Is, ast.IsNot):
            continue  # Python itself warns of "is 5"
        new = deepcopy(node)
        new.ops[0] = other()
        yield f"{ast.unparse(node)} → {ast.unparse(new)}", new


def _computed_otherwise(node: ast.BinOp) -> Iterator[Change]:
    for operator in ARITHMETIC.get(type(node.op), ()):
        changed = ast.BinOp(node.left, operator(), node.right)
        yield f"{ast.unparse(node)} → {ast.unparse(changed)}", changed
    if isinstance(node.op, ast.Add | ast.Sub | ast.FloorDiv | ast.Mod) and not _same_turned(node):
        turned = ast.BinOp(node.right, node.op, node.left)
        yield f"{ast.unparse(node)} → {ast.unparse(turned)}", turned


def _same_turned(node: ast.BinOp) -> bool:
    """Is the sum the same the other way round? One with a whole number in it is."""
    sides = [side.value for side in (node.left, node.right) if isinstance(side, ast.Constant)]
    return isinstance(node.op, ast.Add) and any(isinstance(value, int) for value in sides)


def _fewer_conditions(node: ast.BoolOp) -> Iterator[Change]:
    for left_out in range(len(node.values)):
        rest = [value for i, value in enumerate(node.values) if i != left_out]
        yield f"without {ast.unparse(node.values[left_out])}", ast.BoolOp(node.op, rest)
    other_word = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "and ↔ or", ast.BoolOp(other_word, node.values)


def _without_sign(node: ast.UnaryOp) -> Iterator[Change]:
    yield f"{ast.unparse(node)} → {ast.unparse(node.operand)}", node.operand


def _other_constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    others: list[bool | int | bytes | str] = []
    if isinstance(value, bool):
        others = [not value]
    elif isinstance(value, int):
        others = [value + 1, value - 1]
    elif isinstance(value, bytes) and value:
        others = [value[:-1], value[:-1] + bytes([value[-1] ^ 1])]
    elif isinstance(value, str) and value and not CODECS.fullmatch(value):
        others = ["", value + " ", value.upper(), value.swapcase()]
    for other in others:
        if other != value:
            yield f"{value!r} → {other!r}", ast.Constant(other)


def _fewer_elements(node: ast.Tuple | ast.List | ast.Set) -> Iterator[Change]:
    """One element is left out; of the errors in an except clause as well."""
    if isinstance(getattr(node, "ctx", LOAD), ast.Load) and len(node.elts) > 1:
        for left_out in range(len(node.elts)):
            fewer = deepcopy(node)
            del fewer.elts[left_out]
            yield f"{ast.unparse(node)} → {ast.unparse(fewer)}", fewer


def _tuple_for_list(node: ast.List | ast.ListComp) -> Iterator[Change]:
    if isinstance(getattr(node, "ctx", LOAD), ast.Load):
        yield f"tuple({ast.unparse(node)})", _call("tuple", node)


def _other_end(node: ast.Subscript) -> Iterator[Change]:
    ends = {"0": "-1", "-1": "0"}
    if (at := ast.unparse(node.slice)) in ends:
        new = ast.Subscript(node.value, ast.parse(ends[at], mode="eval").body, node.ctx)
        yield f"{ast.unparse(node)} → {ast.unparse(new)}", new


def _other_slice(node: ast.Subscript) -> Iterator[Change]:
    if not isinstance(node.slice, ast.Slice):
        return
    yield f"{ast.unparse(node)} → {ast.unparse(node.value)}", node.value
    lower, upper, step = node.slice.lower, node.slice.upper, node.slice.step
    slices = [ast.Slice(None, upper, step), ast.Slice(lower, None, step), ast.Slice(lower, upper, None)]
    if upper is None and step is None:
        slices += [ast.Slice(lower, ast.Constant(most)) for most in MOST_OF_A_LOOP]
    for other in slices:
        new = ast.Subscript(node.value, other, node.ctx)
        yield f"{ast.unparse(node)} → {ast.unparse(new)}", new


def _one_branch(node: ast.IfExp) -> Iterator[Change]:
    yield "always the first", node.body
    yield "always the second", node.orelse


def _other_call(node: ast.Call) -> Iterator[Change]:
    if isinstance(node.func, ast.Name) and len(node.args) == 1 and not node.keywords:
        argument = node.args[0]
        if ast.unparse(argument) != "''":  # the words of an error
            yield f"{ast.unparse(node)} → {ast.unparse(argument)}", argument
        if node.func.id == "list":
            yield f"tuple({ast.unparse(argument)})", _call("tuple", argument)
    for keyword in node.keywords:
        fewer = ast.Call(node.func, node.args, [k for k in node.keywords if k is not keyword])
        yield f"without {ast.unparse(keyword)}", fewer
    if len(node.args) == 2:
        swapped = ast.Call(node.func, node.args[::-1], node.keywords)
        yield f"{ast.unparse(node)} → {ast.unparse(swapped)}", swapped


def _decided(node: ast.If) -> Iterator[Change]:
    for answer in (True, False):
        new = ast.If(ast.Constant(answer), node.body, node.orelse)
        yield f"if {ast.unparse(node.test)} → if {answer}", new


def _without_condition(node: ast.comprehension) -> Iterator[Change]:
    if node.ifs:
        yield "without the condition", ast.comprehension(node.target, node.iter, [], node.is_async)


def _cut_short(node: ast.For | ast.comprehension) -> Iterator[Change]:
    """A loop that stops after so many rounds."""
    rounds = ast.unparse(node.iter)
    for most in MOST_OF_A_LOOP:
        cut = copy(node)
        cut.iter = ast.parse(f"__import__('itertools').islice({rounds}, {most})", mode="eval").body
        yield f"for … in {rounds}, {most} rounds at most", cut


def _out_of_the_loop(node: ast.For) -> Iterator[Change]:
    """The last step of a loop is done once, after it: only the last round decides."""
    *before, last = node.body
    if before and not any(isinstance(one, ast.Break | ast.Continue | ast.Yield) for one in ast.walk(last)):
        shorter = copy(node)
        shorter.body = before
        yield f"{ast.unparse(last).splitlines()[0]} after the loop", [shorter, last]


def _in_the_first_round(node: ast.For) -> Iterator[Change]:
    """A loop that looks for a counter-example answers in its first round, whatever it finds there."""
    last = node.body[-1]
    if not isinstance(last, ast.If) or last.orelse or not isinstance(last.body[-1], ast.Return):
        return
    answer = last.body[-1].value
    if isinstance(answer, ast.Constant) and isinstance(answer.value, bool):
        other = ast.Return(ast.Constant(not answer.value))
        hasty = copy(node)
        hasty.body = [*node.body[:-1], ast.If(last.test, last.body, [other])]
        yield f"return {not answer.value} in the first round", hasty


def _fewer_clauses(node: ast.Try) -> Iterator[Change]:
    for left_out in range(len(node.handlers)) if len(node.handlers) > 1 else ():
        fewer = copy(node)
        fewer.handlers = [one for i, one in enumerate(node.handlers) if i != left_out]
        yield f"without its except clause {left_out + 1}", fewer


def _left_out(node: ast.stmt) -> Iterator[Change]:
    yield f"without {ast.unparse(node).splitlines()[0]}", ast.Pass()


def _assigned(node: ast.AugAssign) -> Iterator[Change]:
    yield "= instead", ast.Assign([node.target], node.value, lineno=node.lineno)


def _call(name: str, argument: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, LOAD), [argument], [])


LOAD = ast.Load()
STEPS = (ast.Assign, ast.AugAssign, ast.Expr, ast.Return, ast.Raise, ast.For, ast.Try)
OPERATORS: list[tuple[Any, Callable[[Any], Iterator[Change]]]] = [
    (ast.Compare, _compared_otherwise),
    (ast.BinOp, _computed_otherwise),
    (ast.BoolOp, _fewer_conditions),
    (ast.UnaryOp, _without_sign),
    (ast.Constant, _other_constant),
    ((ast.Tuple, ast.List, ast.Set), _fewer_elements),
    ((ast.List, ast.ListComp), _tuple_for_list),
    (ast.Subscript, _other_end),
    (ast.Subscript, _other_slice),
    (ast.IfExp, _one_branch),
    (ast.Call, _other_call),
    (ast.If, _decided),
    (ast.comprehension, _without_condition),
    ((ast.For, ast.comprehension), _cut_short),
    (ast.For, _out_of_the_loop),
    (ast.For, _in_the_first_round),
    (ast.Try, _fewer_clauses),
    (STEPS, _left_out),
    (ast.AugAssign, _assigned),
]
