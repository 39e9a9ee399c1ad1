"""Small changes to a module, one at a time, each of which a test should notice.

Changed are what functions do and the tables of a module. Left alone: annotations, docstrings, imports, the bodies of
classes but for their functions, and what goes to the log.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

OTHER_OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
OTHER_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "first": "last", "last": "first"}
NOT_CODE = {"annotation", "returns", "type_comment", "type_params", "decorator_list", "bases"}


@dataclass(frozen=True)
class Mutant:
    """One change: where, what, and the code with it."""

    where: str  # the function or the table
    line: int
    change: str
    code: CodeType  # of the whole module, or of the table and those below it
    is_function: bool

    @property
    def name(self) -> str:
        """By this it is known in the list of those that change nothing."""
        return f"{self.where}: {self.change}"


def mutants_of(source: str, path: str) -> Iterator[Mutant]:
    """Every mutant of this module."""
    tree = ast.parse(source)
    for statement, where in _changeable(tree):
        is_function = isinstance(statement, ast.FunctionDef)
        # Tables further down may be made from this one.
        tables = [below for below in tree.body if below.lineno >= statement.lineno and table_name(below)]
        whole = tree if is_function else ast.Module(body=tables, type_ignores=[])
        for node, change in _changes_within(statement):
            code = compile(ast.fix_missing_locations(whole), path, "exec")
            yield Mutant(where, getattr(node, "lineno", statement.lineno), change, code, is_function)


def _changeable(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            yield statement, statement.name
        elif isinstance(statement, ast.ClassDef):
            for inner in statement.body:
                if isinstance(inner, ast.FunctionDef):
                    yield inner, f"{statement.name}.{inner.name}"
        elif name := table_name(statement):
            yield statement, name


def table_name(statement: ast.stmt) -> str:
    """The name that a statement at the top of a module gives to a value, or ""."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    is_plain = isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(targets[0], ast.Name)
    return targets[0].id if is_plain and isinstance(targets[0], ast.Name) else ""


def _changes_within(top: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """While each answer is looked at, the tree holds that change; afterwards it is whole again."""
    for field, value in ast.iter_fields(top):
        if field in NOT_CODE:
            continue
        places: list[tuple[list[ast.AST], int]] = []
        if isinstance(value, list):
            places = [(value, number) for number, item in enumerate(value) if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            places = [([value], 0)]
        for holder, number in places:
            node = holder[number]
            if _is_no_behaviour(node):
                continue
            for other in _others(node):
                before, after = _words(node), _words(other)
                _put(top, field, holder, number, other)
                yield node, f"{before}  ->  {after}"
                _put(top, field, holder, number, node)
            yield from _changes_within(node)


def _put(top: ast.AST, field: str, holder: list[ast.AST], number: int, node: ast.AST) -> None:
    holder[number] = node
    if not isinstance(getattr(top, field), list):
        setattr(top, field, node)


def _is_no_behaviour(node: ast.AST) -> bool:
    if not isinstance(node, ast.Expr):
        return False
    is_docstring = isinstance(node.value, ast.Constant)
    return is_docstring or _words(node).startswith("log.")


def _words(node: ast.AST) -> str:
    if isinstance(node, ast.comprehension):
        return " ".join(f"if {_words(test)}" for test in node.ifs) or "no condition"
    if isinstance(node, ast.keyword | ast.cmpop | ast.operator | ast.boolop):
        return f"{node.arg}=" if isinstance(node, ast.keyword) else type(node).__name__
    return " ".join(ast.unparse(node).split("\n")[0].split())[:150]


def _others(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand here instead."""
    for kind, others in _OTHERS:
        if isinstance(node, kind):
            yield from others(node)


def _of_operators(node: ast.Compare | ast.BoolOp | ast.BinOp) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            for other in OTHER_OPERATORS[type(operator)]:
                yield _with(node, ops=[*node.ops[:number], other(), *node.ops[number + 1 :]])
        return
    for other in OTHER_OPERATORS.get(type(node.op), ()):
        yield _with(node, op=other())


def _of_parts(node: ast.BoolOp | ast.BinOp) -> Iterator[ast.AST]:
    """One part of "and", "or" and "|" is missing."""
    if isinstance(node, ast.BoolOp):
        for number in range(len(node.values)):
            left = [*node.values[:number], *node.values[number + 1 :]]
            yield left[0] if len(left) == 1 else _with(node, values=left)
    elif isinstance(node.op, ast.BitOr):
        yield from (node.left, node.right)


def _of_constants(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)
    elif isinstance(node.value, str):
        yield ast.Constant(f"XX{node.value}XX" if node.value else "XX")


def _of_conditions(node: ast.If | ast.While | ast.IfExp) -> Iterator[ast.AST]:
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    else:
        yield from (
            _with(node, test=ast.Constant(value)) for value in (True, False)[isinstance(node, ast.While) :]
        )


def _of_comprehensions(node: ast.comprehension) -> Iterator[ast.AST]:
    for number in range(len(node.ifs)):
        yield _with(node, ifs=[*node.ifs[:number], *node.ifs[number + 1 :]])


def _of_collections(node: ast.Set | ast.List | ast.Tuple) -> Iterator[ast.AST]:
    if isinstance(getattr(node, "ctx", None), ast.Store):
        return
    for number in range(len(node.elts)):
        left = [*node.elts[:number], *node.elts[number + 1 :]]
        if left or not isinstance(node, ast.Set):
            yield _with(node, elts=left)


def _of_tables(node: ast.Dict) -> Iterator[ast.AST]:
    for number in range(len(node.keys)):
        keys = [*node.keys[:number], *node.keys[number + 1 :]]
        yield _with(node, keys=keys, values=[*node.values[:number], *node.values[number + 1 :]])


def _of_calls(node: ast.Call) -> Iterator[ast.AST]:
    for number in range(len(node.keywords)):
        yield _with(node, keywords=[*node.keywords[:number], *node.keywords[number + 1 :]])


def _of_names(node: ast.Name | ast.Attribute) -> Iterator[ast.AST]:
    if isinstance(node, ast.Name) and node.id in OTHER_NAMES:
        yield _with(node, id=OTHER_NAMES[node.id])
    if isinstance(node, ast.Attribute) and node.attr in OTHER_NAMES:
        yield _with(node, attr=OTHER_NAMES[node.attr])


def _of_statements(node: ast.stmt) -> Iterator[ast.AST]:
    """Something is not done: a call, a raise, a value that is kept in a place."""
    keeps = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    if isinstance(node, ast.Expr | ast.Raise) or keeps:
        yield ast.Pass()
    elif isinstance(node, ast.AugAssign):
        yield ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node)
    elif isinstance(node, ast.Return) and node.value and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))


def _of_slices(node: ast.Slice) -> Iterator[ast.AST]:
    if node.lower:
        yield _with(node, lower=None)
    if node.upper:
        yield _with(node, upper=None)


def _of_signs(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _with(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


_OTHERS: tuple[tuple[Any, Callable[[Any], Iterator[ast.AST]]], ...] = (
    (ast.Compare | ast.BoolOp | ast.BinOp, _of_operators),
    (ast.BoolOp | ast.BinOp, _of_parts),
    (ast.Constant, _of_constants),
    (ast.If | ast.While | ast.IfExp, _of_conditions),
    (ast.comprehension, _of_comprehensions),
    (ast.Set | ast.List | ast.Tuple, _of_collections),
    (ast.Dict, _of_tables),
    (ast.Call, _of_calls),
    (ast.Name | ast.Attribute, _of_names),
    (ast.stmt, _of_statements),
    (ast.Slice, _of_slices),
    (ast.UnaryOp, _of_signs),
)
