"""Reads and changes the parameters cell of a notebook: plain assignments, one name each."""

import ast
from collections.abc import Iterator, Mapping

Value = bool | int | float | str


def values(source: str) -> dict[str, str]:
    """Every name with its value as it is written; raises `SyntaxError`."""
    return {name: ast.unparse(value) for name, value in _assigned(source)}


def with_values(source: str, new: Mapping[str, Value]) -> str:
    """The cell with other values and a comment on top that says what they were; comments beside them stay."""
    lines = source.split("\n")
    changed = []
    for name, value in reversed(list(_assigned(source))):
        if name not in new or value.end_lineno is None or value.end_col_offset is None:
            continue
        # In bytes, as Python counts columns.
        first, last = lines[value.lineno - 1].encode(), lines[value.end_lineno - 1].encode()
        changed.append(f"{name} {ast.unparse(value)} → {new[name]!r}")
        mended = first[: value.col_offset] + repr(new[name]).encode() + last[value.end_col_offset :]
        lines[value.lineno - 1 : value.end_lineno] = [mended.decode()]
    if not changed:
        return source
    return "\n".join([f"# Made smaller, so that it fits this machine: {', '.join(reversed(changed))}.", *lines])


def _assigned(source: str) -> Iterator[tuple[str, ast.expr]]:
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            (target,) = statement.targets
            if isinstance(target, ast.Name):
                yield target.id, statement.value
