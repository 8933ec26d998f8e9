"""Which cells a check depends on, told from the names that they read and bind."""

import ast
from collections.abc import Iterator, Mapping, Sequence

_PURE = {
    "print",
    "len",
    "range",
    "zip",
    "enumerate",
    "float",
    "int",
    "str",
    "list",
    "tuple",
    "sum",
    "max",
    "min",
    "abs",
}
_PURE |= {"sorted", "isinstance", "round", "display"}


class Names(ast.NodeVisitor):
    """The names that a cell binds or may change, and those that it reads; modules says what imported names mean."""

    def __init__(self, text: str, modules: Mapping[str, str]) -> None:
        self.modules = modules
        self.bound: set[str] = set()
        self.read: set[str] = set()
        self.star = False
        self.visit(ast.parse(text))

    def visit_Name(self, node: ast.Name) -> None:
        (self.read if isinstance(node.ctx, ast.Load) else self.bound).add(node.id)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.bound.add(node.name)
        self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.bound.add(node.name)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.bound.add(node.name)
        self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> None:
        self.star |= node.name == "*"
        self.bound.add(_name(node))

    def visit_Call(self, node: ast.Call) -> None:
        """`net.train()` and `fit(net)` may change net, so whoever needs net needs this cell."""
        self.bound.update(self._changed(node))
        self.generic_visit(node)

    def _changed(self, node: ast.Call) -> Iterator[str]:
        root = _root(node.func)
        module = self.modules.get(root or "", "")
        if root and isinstance(node.func, ast.Attribute):
            setting = "seed" in node.func.attr or node.func.attr.startswith("set_")
            if not module or setting:
                yield root
        if root in _PURE or module.startswith("matplotlib"):
            return
        for part in (*node.args, *(keyword.value for keyword in node.keywords)):
            if (name := _root(part)) and name not in self.modules:
                yield name

    def visit_Assign(self, node: ast.Assign) -> None:
        self.bound.update(root for target in node.targets if (root := _root(target)))
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if root := _root(node.target):
            self.bound.add(root)
            self.read.add(root)
        self.generic_visit(node)


def needed(texts: Sequence[str], targets: Sequence[int]) -> list[int]:
    """The positions of the cells that the targets depend on, the targets among them, in order.

    Too many rather than too few: a cell that so much as passes a needed name to a function is kept.
    """
    modules = imported(texts)
    keep: set[int] = set()
    wanted: set[str] = set()
    for position in range(max(targets, default=-1), -1, -1):
        names = Names(texts[position], modules)
        if position in targets or names.star or names.bound & wanted:
            keep.add(position)
            wanted |= names.read
    return sorted(keep)


def imported(texts: Sequence[str]) -> dict[str, str]:
    """The names that imports bind, each with the module that it comes from."""
    found: dict[str, str] = {}
    for text in texts:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                found |= {_name(alias): alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {_name(alias): f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _name(alias: ast.alias) -> str:
    return (alias.asname or alias.name).split(".")[0]


def _root(node: ast.AST) -> str | None:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
