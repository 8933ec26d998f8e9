"""What can be told of one source without running it: each finding says what to do."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from .build import outputs, solution_text, starter_text
from .shown import shows_pictures, without_outputs
from .source import Cell, Finding, Source

LONGEST_CELL = 60
FEWEST_HINTS = 2
SHORTEST_TELLING_LINE = 10
"""Shorter lines of a solution, such as `else:` or `return x`, give nothing away."""

_PATH = re.compile(
    r"(?<![\w.:/~*)\]}>])(?:/(?:home|Users|tmp|root|work|mnt|content|kaggle|data|var|opt|usr)/[\w.]"
    r"|~/\w|file://|[A-Z]:\\+(?:Users|Windows|Program|Temp|Documents|data)\b)"
)
# Data itself, not a cell that puts its own picture behind such an address.
_PASTED = re.compile(
    r"data:(?:image|text|application)/[\w.+-]+(?:;[\w=-]+)*,[\w+/%]|^(?:Out|In) ?\[\d*\]:", re.MULTILINE
)


def check_source(source: Source) -> list[Finding]:
    """Everything to mend in a source and in what was built from it, in order of lines."""
    findings = list(source.findings)
    for rule in (_cells, _pictures, _exercises, _checks):
        findings += rule(source)
    if not source.findings:
        findings += _syntax(source) or _stale(source)
    return sorted(set(findings))


def _at(source: Source, line: int, message: str) -> Finding:
    return Finding(str(source.path), line, message)


def _cells(source: Source) -> Iterator[Finding]:
    before: Cell | None = None
    for cell in source.cells:
        length = len(solution_text(cell).split("\n"))
        if length > LONGEST_CELL:
            yield _at(source, cell.line, f"split '{cell.slug}': it has {length} lines of at most {LONGEST_CELL}.")
        for number, text in enumerate(cell.text.split("\n"), cell.line + 1):
            if found := _PATH.search(text):
                yield _at(source, number, f"use a relative path: no one else has '{found[0]}…'.")
        if pasted := _PASTED.search(cell.text):
            line = cell.line + 1 + cell.text[: pasted.start()].count("\n")
            yield _at(source, line, f"take the pasted output '{pasted[0]}…' out; the notebook makes its own.")
        explained = before is not None and before.role == "prose"
        if cell.role not in ("prose", "check") and not explained:
            yield _at(source, cell.line, f"say in a markdown cell before '{cell.slug}' what it is for.")
        before = cell


def _pictures(source: Source) -> Iterator[Finding]:
    trees = [tree for _, tree in trees_of(source)]
    imported = {name: module for tree in trees for name, module in _imports(tree)}
    drawing = {name for name, module in imported.items() if module.startswith("matplotlib")}
    calls = (node.func for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    if source.kind != "capstone" and not any(_root(call) in drawing for call in calls):
        yield _at(source, 1, f"draw something: an {source.kind} shows its results in a picture made with matplotlib.")


def _exercises(source: Source) -> Iterator[Finding]:
    judged = {slug for cell in source.cells if cell.role == "check" for slug in cell.concerns}
    for cell in source.cells:
        if cell.role != "exercise":
            continue
        if cell.slug not in judged:
            mend = f'add a check for \'{cell.slug}\': a cell `# %% id="{cell.slug}-…" tags=["check"]`.'
            yield _at(source, cell.line, mend)
        hints = [hint for hint in source.hints if hint.concerns == cell.slug]
        if len(hints) < FEWEST_HINTS:
            missing = f"give '{cell.slug}' at least {FEWEST_HINTS} hints; it has {len(hints)}."
            yield _at(source, cell.line, missing)
        if hints and (told := _gives_away(cell, hints[0].text)):
            yield _at(source, hints[0].line, f"keep the solution out of the first hint; it says `{told}`.")


def _gives_away(cell: Cell, hint: str) -> str:
    said = "".join(hint.split())
    for region in cell.regions:
        for line in region.solution:
            code = line.strip()
            telling = len(code) >= SHORTEST_TELLING_LINE and not code.startswith("#")
            if telling and "".join(code.split()) in said:
                return code
    return ""


def _checks(source: Source) -> Iterator[Finding]:
    for cell, tree in trees_of(source):
        for module in sorted({module.split(".")[0] for _, module in _imports(tree)} & {"dl_curriculum_ext"}):
            yield _at(source, cell.line, f"do not import {module}: the learner's kernel may not have it.")
        if cell.role != "check":
            continue
        asserts = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
        if not asserts and not any(isinstance(node, ast.Raise) for node in ast.walk(tree)):
            yield _at(source, cell.line, f"'{cell.slug}' asserts nothing, so it cannot fail; add an assert.")
        for node in asserts:
            if node.msg is None:
                yield _at(source, cell.line + node.lineno, "give this assert a message that says what is wrong.")


def _syntax(source: Source) -> list[Finding]:
    """Code that is not Python; in the starter, that is a solution region cut where the rest cannot stand alone."""
    findings = []
    for cell in source.cells:
        if cell.role == "prose":
            continue
        for what, text in (("solved", solution_text(cell)), ("starter's", starter_text(cell))):
            try:
                ast.parse(text)
            except SyntaxError as error:
                place = f"line {error.lineno} of the {what} cell '{cell.slug}'"
                findings.append(_at(source, cell.line, f"{place} is not Python ({error.msg}); mend it."))
                break
    return findings


def _stale(source: Source) -> list[Finding]:
    command = f"run `python -m dl_curriculum_ext.authoring build {source.path}`"
    findings = []
    for path, content in outputs(source).items():
        if not path.exists():
            findings.append(Finding(str(path), 1, f"this file is missing; {command}."))
        elif _as_built(source, path) != content:
            findings.append(Finding(str(path), 1, f"this is not what {source.path.name} builds; {command}."))
        elif source.kind == "example" and not shows_pictures(path.read_bytes()):
            show = f"run `python -m dl_curriculum_ext.authoring show {source.path}`"
            findings.append(Finding(str(path), 1, f"it has no pictures to read by; {show}, which keeps them in it."))
    return findings


def _as_built(source: Source, path: Path) -> bytes:
    return without_outputs(path.read_bytes()) if source.kind == "example" else path.read_bytes()


def trees_of(source: Source) -> Iterator[tuple[Cell, ast.Module]]:
    """The syntax trees of the solved code cells; those that are not Python are found by another rule."""
    for cell in source.cells:
        if cell.role != "prose" and (tree := _parse(solution_text(cell))):
            yield cell, tree


def _parse(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def imported_modules(source: Source) -> Iterator[tuple[Cell, int, str]]:
    """Every module that the notebook imports, dotted, with its cell and its line in the file."""
    for cell, tree in trees_of(source):
        for node in ast.walk(tree):
            for _, module in _imported(node):
                yield cell, cell.line + getattr(node, "lineno", 1), module


def required_modules(source: Source) -> dict[str, int]:
    """The top-level modules that the notebook cannot do without, each with the line of its first import."""
    found: dict[str, int] = {}
    for cell, tree in trees_of(source):
        optional = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Try) for inner in ast.walk(node)}
        for node in ast.walk(tree):
            for _, module in _imported(node) if id(node) not in optional else ():
                top = module.split(".")[0]
                if top not in sys.stdlib_module_names:
                    found.setdefault(top, cell.line + getattr(node, "lineno", 1))
    return found


def _imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        yield from _imported(node)


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        yield from (((alias.asname or alias.name).split(".")[0], alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _root(node: ast.AST) -> str | None:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
