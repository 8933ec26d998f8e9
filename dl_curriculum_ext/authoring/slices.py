"""Which cells a check depends on, told from the names that they read and bind."""

import ast
import symtable
from collections.abc import Iterator, Mapping, Sequence

_PURE = {
    "abs",
    "enumerate",
    "float",
    "int",
    "isinstance",
    "len",
    "list",
    "max",
    "min",
    "range",
    "round",
    "sorted",
    "sum",
}
_PURE |= {"display", "print", "str", "tuple", "zip"}
"""Functions that change nothing that they are given."""


class Names:
    """The global names that a cell binds or may change, and those that it reads; modules says what imports mean."""

    def __init__(self, text: str, modules: Mapping[str, str]) -> None:
        self._modules = modules
        tree = ast.parse(text)
        self.bound: set[str] = set()
        self.read: set[str] = set()
        self._take(symtable.symtable(text, "<cell>", "exec"))
        # `net.train()`, `fit(net)` and `net.rate = 1` may change net, so whoever needs net needs this cell.
        self.bound |= self.read & set(self._changed(tree))
        # Called for what they do, not for what they answer, such as `train()`.
        dropped = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
        calls = (value.func for value in dropped if isinstance(value, ast.Call))
        self.effects = {call.id for call in calls if isinstance(call, ast.Name)} - _PURE
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        self.star = any(alias.name == "*" for node in imports for alias in node.names)

    def _take(self, scope: symtable.SymbolTable) -> None:
        top = scope.get_type() == "module"
        for symbol in scope.get_symbols():
            if not (top or symbol.is_global()):
                continue
            if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
                self.bound.add(symbol.get_name())
            if symbol.is_referenced():
                self.read.add(symbol.get_name())
        for child in scope.get_children():
            self._take(child)

    def _changed(self, tree: ast.AST) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from self._changed_by(node)
            elif isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
                yield from filter(None, [_root(node)])

    def _changed_by(self, call: ast.Call) -> Iterator[str]:
        root = _root(call.func)
        module = self._modules.get(root or "", "")
        if root and isinstance(call.func, ast.Attribute):
            setting = "seed" in call.func.attr or call.func.attr.startswith("set_")
            if not module or setting:
                yield root
        if root in _PURE or module.startswith("matplotlib"):
            return
        for part in (*call.args, *(keyword.value for keyword in call.keywords)):
            if (name := _root(part)) and name not in self._modules:
                yield name


def needed(texts: Sequence[str], targets: Sequence[int]) -> list[int]:
    """The positions of the cells that the targets depend on, the targets among them, in order.

    Too many rather than too few: a cell that so much as passes a needed name to a function is kept.
    """
    modules = imported(texts)
    names = [Names(text, modules) for text in texts[: max(targets, default=-1) + 1]]
    keep = set(targets) | {position for position, cell in enumerate(names) if cell.star}
    wanted: set[str] = set()
    before = -1
    # Until nothing is added: a function may call one that is defined in a later cell.
    while before < len(keep):
        before = len(keep)
        wanted.update(*(names[position].read for position in keep))
        made = set[str]().union(*(names[position].bound for position in keep))
        keep |= {at for at, cell in enumerate(names) if cell.bound & wanted or cell.effects & made}
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
