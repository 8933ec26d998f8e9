"""Reads the learner's notebook as it is saved, and no more of it than a run needs."""

import asyncio
import hashlib
from typing import Any

import msgspec
from jupyter_core.utils import ensure_async
from msgspec import Struct

from . import outcomes
from .contents_errors import status_of
from .errors import CurriculumError
from .outcomes import CannotRun
from .workspace_paths import inner_path, refuse_way_out, shows_hidden

_CURRENT = 4


class _RawCell(Struct, frozen=True):
    """Outputs, which may be large, are passed over."""

    cell_type: str = ""
    source: str | tuple[str, ...] = ""
    id: str = ""
    metadata: Any = None


class _Raw(Struct, frozen=True):
    nbformat: int
    cells: tuple[_RawCell, ...] = ()
    metadata: Any = None


class SavedCell(Struct, frozen=True):
    id: str
    """Empty where the notebook's format knows no ids."""
    is_code: bool
    source: str
    tags: tuple[str, ...]


class SavedNotebook(Struct, frozen=True):
    cells: tuple[SavedCell, ...]
    kernel: str
    """The name of its kernelspec; empty where it says none."""
    sha256: str


async def read(contents: Any, path: str, most_bytes: int) -> SavedNotebook:
    """The notebook at a path in the contents manager's terms; raises `CannotRun` with what to do."""
    try:
        inner_path(path, hidden=shows_hidden(contents))
        refuse_way_out(contents, path)
    except CurriculumError as error:
        raise CannotRun(error.message) from error
    try:
        return await _read(contents, path, most_bytes)
    except CannotRun:
        raise
    except Exception as error:
        if status_of(error) == 404:
            raise CannotRun(outcomes.copy_is_gone(path)) from error
        if status_of(error) == 400:
            raise CannotRun(outcomes.no_notebook(path)) from error
        raise


async def _read(contents: Any, path: str, most_bytes: int) -> SavedNotebook:
    if not await ensure_async(contents.file_exists(path)):
        raise CannotRun(outcomes.copy_is_gone(path))
    # Before its content, since that would fill the memory first.
    about = await ensure_async(contents.get(path, content=False))
    if (about.get("size") or 0) > most_bytes:
        raise CannotRun(outcomes.too_large(path, about["size"], most_bytes))
    text = await _text(contents, path)
    if len(text) > most_bytes:
        raise CannotRun(outcomes.too_large(path, len(text), most_bytes))
    return await asyncio.to_thread(_parse, text, path)


async def _text(contents: Any, path: str) -> bytes:
    """As text where the manager gives it, since it would check every output of a notebook, which takes long."""
    try:
        answer = await ensure_async(contents.get(path, content=True, type="file", format="text"))
        return str(answer["content"]).encode()
    except Exception as error:
        if status_of(error) != 400:
            raise
    answer = await ensure_async(contents.get(path, content=True, type="notebook"))
    return msgspec.json.encode(answer["content"])


def _parse(text: bytes, path: str) -> SavedNotebook:
    try:
        raw = msgspec.json.decode(text, type=_Raw)
        if raw.nbformat < _CURRENT:
            raw = _upgraded(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CannotRun(outcomes.no_notebook(path)) from error
    if raw.nbformat > _CURRENT:
        raise CannotRun(outcomes.too_new(path, raw.nbformat))
    kernelspec = _within(raw.metadata, "kernelspec")
    name = _within(kernelspec, "name")
    return SavedNotebook(
        cells=tuple(_cell(cell) for cell in raw.cells),
        kernel=name if isinstance(name, str) else "",
        sha256=hashlib.sha256(text).hexdigest(),
    )


def _upgraded(text: bytes) -> _Raw:
    """A notebook of the formats 1 to 3 as one of format 4."""
    import nbformat

    try:
        upgraded = nbformat.reads(text.decode(), as_version=_CURRENT)  # type: ignore[no-untyped-call]
    except Exception as error:  # nbformat raises whatever its parts raise where a file is no notebook
        raise msgspec.ValidationError(str(error)) from error
    return msgspec.convert(upgraded, _Raw)


def _cell(raw: _RawCell) -> SavedCell:
    tags = _within(raw.metadata, "tags")
    return SavedCell(
        id=raw.id,
        is_code=raw.cell_type == "code",
        source=raw.source if isinstance(raw.source, str) else "".join(raw.source),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
    )


def _within(value: Any, name: str) -> Any:
    """Metadata may be stripped or hold anything."""
    return value.get(name) if isinstance(value, dict) else None
