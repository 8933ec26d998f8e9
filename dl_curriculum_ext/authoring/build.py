"""Cuts the starter, the solution and the hints from a source: same input, same bytes.

A finished example becomes one notebook, in which `shown` keeps the pictures.
"""

import json
from pathlib import Path
from typing import Any

from ..cells import KEY, NOTEBOOK_FORMAT, source_hash
from . import packages
from .shown import with_outputs_of
from .source import Cell, Region, Source

_NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


def outputs(source: Source) -> dict[Path, bytes]:
    """The files to stand beside the source, by path: two notebooks and the hints, or a project's one notebook."""
    folder = source.path.parent
    starter = notebook(source, [starter_text(cell) for cell in source.cells])
    if source.kind != "exercise":
        return {source.path.with_suffix(".ipynb"): starter}
    hints = {cell.slug: source.hints_for(cell.slug) for cell in source.cells if cell.role == "exercise"}
    return {
        folder / f"{source.item}.ipynb": starter,
        folder / f"{source.item}.solution.ipynb": notebook(source, [solution_text(cell) for cell in source.cells]),
        folder / f"{source.item}.hints.json": _encode(hints),
    }


def write(source: Source) -> list[Path]:
    """Writes what differs from what is there; answers the paths written."""
    written = []
    for path, built in outputs(source).items():
        content = with_outputs_of(built, path) if source.kind == "example" else built
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
            written.append(path)
    return written


def notebook(source: Source, texts: list[str]) -> bytes:
    """The notebook (nbformat 4.5) whose cells are the source's with these texts."""
    cells = [_cell(source.item, cell, text) for cell, text in zip(source.cells, texts, strict=True)]
    about = {"item": source.item, "kind": source.kind, "format": NOTEBOOK_FORMAT}
    return _encode({"cells": cells, "metadata": {**_NOTEBOOK_METADATA, KEY: about}, "nbformat": 4, "nbformat_minor": 5})


def starter_text(cell: Cell) -> str:
    """The cell with what to write in place of each solution."""
    return _replace(cell, [_your_turn(cell, region) for region in cell.regions])


def solution_text(cell: Cell) -> str:
    """The cell with each solution and without its marks."""
    return _replace(cell, [list(region.solution) for region in cell.regions])


def with_solution(cell: Cell, number: int, lines: list[str]) -> str:
    """The solved cell, its region of that number filled with other lines."""
    return _replace(cell, [lines if at == number else list(r.solution) for at, r in enumerate(cell.regions)])


def _your_turn(cell: Cell, region: Region) -> list[str]:
    instruction = region.instruction or ("write this part.",)
    first, *rest = (text.rstrip() for text in instruction)
    lines = [f"# Your turn: {first}", *(f"# {text}".rstrip() for text in rest)]
    lines.append(f'raise NotImplementedError("Still to write: {cell.slug}")')
    return [region.indent + line for line in lines]


def _replace(cell: Cell, replacements: list[list[str]]) -> str:
    lines = cell.text.split("\n")
    for region, replacement in reversed(list(zip(cell.regions, replacements, strict=True))):
        lines[region.first : region.last + 1] = replacement
    return "\n".join(lines).rstrip()


def _cell(item: str, cell: Cell, text: str) -> dict[str, Any]:
    digest = source_hash(text)
    ours: dict[str, Any] = {"role": cell.role, "source_sha256": digest}
    metadata: dict[str, Any] = {KEY: ours}
    if cell.tags:
        metadata["tags"] = list(cell.tags)
    if packages.TAG in cell.tags:
        # Nobody needs to read it who has the packages.
        metadata["jupyter"] = {"source_hidden": True}
    if cell.role == "exercise":
        ours["exercise"] = cell.slug
    if cell.role == "check":
        ours |= {"check": cell.slug, "sha256": digest, "for": list(cell.concerns)}
        metadata |= {"editable": False, "deletable": False}
    built: dict[str, Any] = {
        "cell_type": "markdown" if cell.role == "prose" else "code",
        "id": f"{item}-{cell.slug}",
        "metadata": metadata,
        "source": text.splitlines(keepends=True),
    }
    if cell.role != "prose":
        built |= {"execution_count": None, "outputs": []}
    return built


def _encode(value: Any) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
