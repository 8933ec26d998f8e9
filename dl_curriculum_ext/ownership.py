"""Whose a notebook's cells are: the curriculum's as they came, or the learner's since they wrote or changed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from .cells import KEY, source_hash

Cell: TypeAlias = dict[str, Any]
Notebook: TypeAlias = dict[str, Any]
Base: TypeAlias = Mapping[str, str]
"""Of every cell that the curriculum gave, by id: the hash of the source as it gave it."""


def source_of(cell: Cell) -> str:
    """The source in one piece, whether or not it is kept as lines."""
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def ours(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the metadata of a cell or a notebook says of the curriculum; empty where it says nothing readable."""
    metadata = part.get("metadata")
    says = metadata.get(KEY) if isinstance(metadata, Mapping) else None
    return says if isinstance(says, Mapping) else {}


def role_of(cell: Cell) -> str:
    """The role of the curriculum's cell; by its tags where a hand-written starter gives no role."""
    role = ours(cell).get("role")
    if isinstance(role, str):
        return role
    tags = cell.get("metadata", {}).get("tags", ())
    named = [tag for tag in ("exercise", "check", "parameters") if tag in tags]
    return named[0] if named else "code" if cell.get("cell_type") == "code" else "prose"


def hashes(starter: Notebook) -> dict[str, str]:
    """The base that a copy of this starter begins with."""
    return {cell["id"]: source_hash(source_of(cell)) for cell in starter["cells"] if "id" in cell}


def base_of(copy: Notebook, item: str) -> dict[str, str]:
    """The base that the copy says it has; where that was stripped, as much of it as the cells themselves tell."""
    told = ours(copy).get("cells")
    if isinstance(told, Mapping) and all(isinstance(given, str) for given in told.values()):
        return dict(told)
    found = {}
    for cell in copy["cells"]:
        given = ours(cell).get("source_sha256")
        if isinstance(given, str) and str(cell.get("id", "")).startswith(f"{item}-"):
            found[cell["id"]] = given
    return found


def matched(copy: Notebook, base: Base, starter: Notebook) -> dict[str, int]:
    """Where in the copy each of the curriculum's cells stands, by id.

    A cell whose id was lost is recognised by what its metadata says, unless the cell with that id is still there: then
    it is the learner's duplicate of it.
    """
    wanted = {cell["id"] for cell in starter["cells"]} | set(base)
    found: dict[str, int] = {}
    for index, cell in enumerate(copy["cells"]):
        if cell.get("id") in wanted:
            found.setdefault(cell["id"], index)
    placed = set(found.values())
    for index, cell in enumerate(copy["cells"]):
        if index not in placed:
            lost = next((name for name in _names(cell, base, starter) if name not in found), None)
            if lost is not None:
                found[lost] = index
    return found


def _names(cell: Cell, base: Base, starter: Notebook) -> Iterator[str]:
    """The ids that a cell may have had, by its metadata."""
    says = ours(cell)
    for kind in ("exercise", "check"):
        if isinstance(says.get(kind), str):
            yield from (theirs["id"] for theirs in starter["cells"] if ours(theirs).get(kind) == says[kind])
            return
    given = says.get("source_sha256")
    if given is not None and says.get("role") != "conflict":
        yield from (name for name, known in base.items() if known == given)


def is_untouched(cell: Cell, base_hash: str | None, new: Cell | None) -> bool:
    """Whether the cell is as a release of the curriculum gave it; its outputs and what it is folded to do not count.

    Neither do blanks at line ends and line ends themselves, which editors change by themselves.
    """
    given = {base_hash, ours(cell).get("source_sha256"), source_hash(source_of(new)) if new else None}
    if source_hash(source_of(cell)) not in given:
        return False
    if cell.get("attachments") and cell["attachments"] != (new or {}).get("attachments"):
        return False
    role = ours(cell).get("role")
    if role is None:
        return new is None or cell.get("cell_type") == new.get("cell_type")
    return cell.get("cell_type") == ("markdown" if role in ("prose", "conflict") else "code")
