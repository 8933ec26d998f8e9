"""The pack's own notebooks, as the learner's copies begin."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import nbformat

from . import model
from .catalog import LoadedPack
from .errors import NotFound
from .notebooks import stamped
from .ownership import hashes, role_of, source_of
from .parameters import with_values

Notebookish: TypeAlias = model.Exercise | model.Capstone


async def fresh_copy(
    pack: LoadedPack, item: Notebookish, kernelspec: Mapping[str, Any] | None = None, *, smaller: bool = False
) -> dict[str, Any]:
    """A copy of the starter as contents managers take it: says whose it is, and each cell's source in one piece.

    With ``smaller`` settings its parameters cell counts as changed by the learner, so that no update makes them large.
    """
    content = await starter(pack, item)
    base = hashes(content)
    if kernelspec is not None:
        content.setdefault("metadata", {})["kernelspec"] = dict(kernelspec)
    if smaller:
        _make_smaller(content, item)
    return stamped(content, pack.name, item.id, pack.curriculum.version, base)


async def starter(pack: LoadedPack, item: Notebookish) -> dict[str, Any]:
    """The pack's own notebook; raises `NotFound` where it cannot be read."""
    file = pack.starter_file(item)
    try:
        text = await asyncio.to_thread(file.read_text, encoding="utf-8")
        content: dict[str, Any] = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise NotFound(lost(file, error.strerror or str(error))) from error
    except Exception as error:  # nbformat raises whatever its parts raise where a file is no notebook
        raise NotFound(lost(file, f"it is no notebook: {type(error).__name__}")) from error
    return content


def _make_smaller(content: dict[str, Any], item: Notebookish) -> None:
    for cell in content["cells"]:
        if role_of(cell) == "parameters":
            cell["source"] = with_values(source_of(cell), item.needs.smaller)


def lost(file: Path, reason: str) -> str:
    """What to say where a file of the pack cannot be read."""
    return f"The pack's file {file} cannot be read ({reason}). Install the curriculum again, or tell its author."
