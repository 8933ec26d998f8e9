"""Brings a newer starter into the learner's copy, cell by cell; `docs/updates.md` lists the cases.

Pure functions on notebooks of nbformat 4 as plain dictionaries; what they are given is never changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from .answers import CellChange, Happened
from .cells import KEY, source_hash
from .ownership import Base, Cell, Notebook, base_of, hashes, is_untouched, matched, ours, role_of, source_of

_OUR_TAGS = {"exercise", "check", "parameters", "metric"}


class Unrecognisable(ValueError):
    """None of the curriculum's cells is left in the copy, so there is nothing to go by."""


@dataclass
class _Merge:
    """A copy on its way to the new starter: its cells so far, each with the curriculum's id where it has one."""

    base: Base
    new: dict[str, Cell]
    noted: Collection[str] = ()
    """The ids of the notes that stay, so that none is made twice."""
    cells: list[tuple[str | None, Cell]] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)

    def says(self, name: str, what: Happened, cell: Cell) -> None:
        self.changes.append(CellChange(cell=name, role=role_of(cell), change=what, title=title_of(cell)))

    def take(self, name: str, cell: Cell) -> None:
        """Decide on a cell of the copy that the curriculum once gave."""
        new = self.new.get(name)
        untouched = is_untouched(cell, self.base.get(name), new)
        if new is None:
            if untouched:
                self.says(name, "removed", cell)
            else:
                self.says(name, "kept", cell)
                self.cells.append((None, cell))
        elif untouched:
            if source_hash(source_of(cell)) != source_hash(source_of(new)):
                self.says(name, "changed", new)
            self.cells.append((name, _renewed(cell, new)))
        else:
            self.cells.append((name, cell))
            is_news = self._given(name, cell) != source_hash(source_of(new))
            self.says(name, "conflict" if is_news else "kept", new)
            if is_news and _note(name, new)["id"] not in self.noted:
                self.cells.append((None, _note(name, new)))

    def still_says_so(self, note: Cell) -> bool:
        """Whether a note on a conflict is to stay: the learner wrote in it, or what it shows is still the news."""
        says = ours(note)
        new = self.new.get(str(says.get("for")))
        touched = source_hash(source_of(note)) != says.get("source_sha256")
        return touched or (new is not None and says.get("theirs") == source_hash(source_of(new)))

    def insert(self, name: str, before: list[str]) -> None:
        """Put a new cell after those that stand before it in the starter and what the learner wrote below them."""
        here = [index for index, (known, _) in enumerate(self.cells) if known in before]
        order = {known: rank for rank, known in enumerate(before)}
        at = 1 + max(here, key=lambda index: order[str(self.cells[index][0])]) if here else 0
        while here and at < len(self.cells) and self.cells[at][0] is None:
            at += 1
        self.cells.insert(at, (name, deepcopy(self.new[name])))

    def _given(self, name: str, cell: Cell) -> str | None:
        given = self.base.get(name) or ours(cell).get("source_sha256")
        return given if isinstance(given, str) else None


def updated(copy: Notebook, base: Base, starter: Notebook) -> tuple[Notebook, tuple[CellChange, ...]]:
    """The copy with the starter's newer cells, and what was done, in the order of the notebook.

    ``base`` tells what the copy was made from or last updated to. Raises `Unrecognisable`.
    """
    found = matched(copy, base, starter)
    if not found:
        raise Unrecognisable
    named = {index: name for name, index in found.items()}
    merge = _Merge(base, {cell["id"]: cell for cell in starter["cells"]})
    settled = [cell for cell in copy["cells"] if _is_note(cell) and not merge.still_says_so(cell)]
    merge.noted = {str(cell.get("id")) for cell in copy["cells"] if _is_note(cell) and cell not in settled}
    for index, cell in enumerate(copy["cells"]):
        if index in named:
            merge.take(named[index], cell)
        elif cell not in settled:
            merge.cells.append((None, cell))
    before: list[str] = []
    for name, new in merge.new.items():
        if name not in found:
            if name in base and role_of(new) != "check":
                merge.says(name, "kept", new)
            else:
                merge.insert(name, before)
                merge.says(name, "new", new)
        before.append(name)
    return _with_cells(copy, [cell for _, cell in merge.cells]), tuple(_in_order(merge))


def with_fresh_cell(copy: Notebook, base: Base, starter: Notebook, name: str) -> Notebook:
    """The copy with one cell as the starter has it, put back in its place where it was deleted."""
    new = {cell["id"]: cell for cell in starter["cells"]}
    found = matched(copy, base, starter)
    named = {index: known for known, index in found.items()}
    merge = _Merge(base, new)
    for index, cell in enumerate(copy["cells"]):
        answered = _is_note(cell) and ours(cell).get("for") == name and is_untouched(cell, None, None)
        if not answered:
            merge.cells.append((named.get(index), deepcopy(new[name]) if named.get(index) == name else cell))
    if name not in found:
        merge.insert(name, list(new)[: list(new).index(name)])
    return _with_cells(copy, [cell for _, cell in merge.cells])


def stamped(notebook: Notebook, curriculum: str, item: str, version: str, base: Base) -> Notebook:
    """The notebook with whose copy it is, of which version, and what each of the curriculum's cells was like."""
    about = {"curriculum": curriculum, "item": item, "version": version, "cells": dict(base)}
    return notebook | {"metadata": {**notebook.get("metadata", {}), KEY: about}}


def base_after(copy: Notebook, item: str, starter: Notebook, name: str | None = None) -> dict[str, str]:
    """The base once the whole copy, or one cell of it, was brought to the starter."""
    given = hashes(starter)
    return given if name is None else base_of(copy, item) | {name: given[name]}


def title_of(cell: Cell) -> str:
    """A cell's first words, by which a person knows it: its heading or its first line."""
    lines = [line.strip() for line in source_of(cell).splitlines() if line.strip()]
    first = next((line for line in lines if line.startswith("#")), lines[0] if lines else "")
    if cell.get("cell_type") == "code":
        first = next((line for line in lines if line.startswith(("def ", "class "))), lines[0] if lines else "")
    return first.lstrip("# ").rstrip(":")[:80]


def _renewed(cell: Cell, new: Cell) -> Cell:
    """The new cell in place of an untouched one, with the learner's foldings and tags, and outputs that still fit."""
    fresh = deepcopy(new)
    theirs = {
        key: value for key, value in cell.get("metadata", {}).items() if key not in (KEY, "editable", "deletable")
    }
    tags = [*new.get("metadata", {}).get("tags", ())]
    tags += [tag for tag in theirs.get("tags", ()) if tag not in tags and tag not in _OUR_TAGS]
    fresh["metadata"] = theirs | fresh.get("metadata", {}) | ({"tags": tags} if tags else {})
    if not tags:
        fresh["metadata"].pop("tags", None)
    if source_hash(source_of(cell)) == source_hash(source_of(new)):
        for key in ("source", "outputs", "execution_count"):
            if key in cell:
                fresh[key] = cell[key]
    return fresh


def _note(name: str, new: Cell) -> Cell:
    """A markdown cell that shows the curriculum's newer version of a cell that the learner changed, too."""
    theirs = source_of(new)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", theirs)), default=0))
    kind = "python" if new.get("cell_type") == "code" else "markdown"
    text = (
        "**The curriculum has a newer version of the cell above, which you had changed.** Yours is as you left it; "
        f"this is the newer one. Take over what you like, then delete this cell.\n\n{fence}{kind}\n{theirs}\n{fence}"
    )
    says = {"role": "conflict", "for": name, "theirs": source_hash(theirs), "source_sha256": source_hash(text)}
    number = hashlib.sha256(f"{name}\n{theirs}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return {"cell_type": "markdown", "id": f"newer-{number}", "metadata": {KEY: says}, "source": text}


def _in_order(merge: _Merge) -> list[CellChange]:
    """By where the cells stand in the starter; those that it no longer has come last."""
    rank = {name: at for at, name in enumerate(merge.new)}
    return sorted(merge.changes, key=lambda change: rank.get(change.cell, len(rank)))


def _is_note(cell: Cell) -> bool:
    return ours(cell).get("role") == "conflict"


def _with_cells(copy: Notebook, cells: list[Cell]) -> Notebook:
    found: dict[str, Any] = copy | {"cells": cells}
    if found.get("nbformat_minor", 0) < 5:
        # Older layouts know no cell ids; by them the next update finds its way.
        found["nbformat_minor"] = 5
        found["cells"] = [cell if cell.get("id") else cell | {"id": f"own-{at}"} for at, cell in enumerate(cells)]
    return found
