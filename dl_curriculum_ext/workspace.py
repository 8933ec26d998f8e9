"""The learner's own copies of starters, kept through the server's contents manager so that any backend works.

Nothing of the learner's is ever written over: where a name is taken, the next free one is used.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from jupyter_core.utils import ensure_async

from . import model
from .catalog import LoadedPack
from .cells import KEY
from .contents_errors import explained, status_of
from .contents_files import Files, joined
from .errors import BadRequest, Conflict, CopyMissing, Forbidden, NotFound
from .starters import Notebookish, fresh_copy, lost
from .workspace_paths import inner_path, refuse_way_out, shows_hidden

_MAX_NAMES = 1000


@dataclass(frozen=True)
class Copy:
    """Where the learner's copy is, in the contents manager's terms."""

    path: str
    created: bool
    """Whether it was made just now."""


class _Cell(msgspec.Struct):
    id: str = ""


class _Notebook(msgspec.Struct):
    """As much of a notebook as tells whose copy it is; outputs, which may be large, are skipped."""

    metadata: dict[str, Any] = {}
    cells: list[_Cell] = []


class Workspace:
    """Copies of starters in a folder of the learner's choice."""

    def __init__(self, contents: Any) -> None:
        self._contents = contents
        self._files = Files(contents)
        # One for all: items of different packs may want the same name, and two may bring the same file along.
        self._lock = asyncio.Lock()

    async def open_copy(
        self,
        pack: LoadedPack,
        item: Notebookish,
        folder: str,
        known_path: str | None,
        kernelspec: Mapping[str, Any] | None = None,
        *,
        ask: bool = False,
        smaller: bool = False,
    ) -> Copy:
        """The learner's copy of the item, made where there is none.

        ``known_path`` is where it was last. ``kernelspec`` becomes the metadata of a new copy, which begins
        with the item's ``smaller`` settings where that is asked for. Raises `BadRequest`,
        `Forbidden`, `Conflict`, `DiskFull`, `NotFound` where the starter itself cannot be read, or, where it is to
        ``ask`` first, `CopyMissing` if there was a copy that cannot be found.
        """
        folder = inner_path(folder, hidden=shows_hidden(self._contents))
        async with self._lock:
            try:
                return await self._open(pack, item, folder, known_path, kernelspec, ask, smaller)
            except Exception as error:
                clear = explained(error, f"open '{item.id}' in the folder '{folder}'")
                if clear is error:
                    raise
                raise clear from error

    async def _open(
        self,
        pack: LoadedPack,
        item: Notebookish,
        folder: str,
        known_path: str | None,
        kernelspec: Mapping[str, Any] | None,
        ask: bool,
        smaller: bool,
    ) -> Copy:
        if known_path is not None and await self._is_still_there(pack, item, known_path):
            return Copy(known_path, created=False)
        place = joined(folder, item.id) if isinstance(item, model.Capstone) else folder
        refuse_way_out(self._contents, place)
        path = ""
        for path in _names(place, item.id):
            if not await self._files.is_taken(path):
                break
            if await self._is_copy(pack, item, path):
                return Copy(path, created=False)
        else:
            raise _all_taken(path)
        if known_path is not None:
            found = await self._search(pack, item, {place, folder, known_path.rpartition("/")[0]})
            if found is not None:
                return Copy(found, created=False)
            if ask:
                raise _missing(item, known_path)
        await self._make(pack, item, path, kernelspec, smaller)
        return Copy(path, created=True)

    # Finding a copy

    async def find(self, pack: LoadedPack, item: Notebookish, known_path: str | None, readable: bool = True) -> str:
        """Where the copy is that was last at ``known_path``; raises `CopyMissing`, or `NotFound` if there was none.

        Unless it is to be ``readable``, a file there that is no notebook any more is taken for the copy.
        """
        if known_path is None:
            raise NotFound(f"You have no copy of '{item.title}' yet. Open it first; then there is something to change.")
        try:
            if await self._is_still_there(pack, item, known_path):
                return known_path
        except Conflict:
            if readable:
                raise
            return known_path
        found = await self._search(pack, item, {known_path.rpartition("/")[0]})
        if found is None:
            raise _missing(item, known_path)
        return found

    async def has_file(self, path: str) -> bool:
        return await self._files.is_file(path)

    async def free_path(self, item: Notebookish, folder: str) -> str:
        """A name for the copy that is not taken; raises `Conflict`."""
        for path in _names(folder, item.id):
            if not await self._files.is_taken(path):
                return path
        raise _all_taken(path)

    async def located(self, pack: LoadedPack, item: Notebookish, path: str) -> str:
        """The path, tidied, of what the learner says is their copy; raises `Conflict` where it is not, `NotFound`."""
        path = inner_path(path, hidden=shows_hidden(self._contents))
        refuse_way_out(self._contents, path)
        if not await self._files.is_file(path):
            raise NotFound(f"There is no file '{path}'. Choose your copy of '{item.title}' in the file browser.")
        if not await self._is_still_there(pack, item, path):
            raise Conflict(f"'{path}' is no copy of '{item.title}'. Choose another notebook, or begin a new copy.")
        return path

    async def _is_still_there(self, pack: LoadedPack, item: Notebookish, path: str) -> bool:
        if not _is_inner(path, self._contents) or not await ensure_async(self._contents.file_exists(path)):
            return False
        try:
            notebook = await self._read(path)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _unreadable(path) from error
        except Exception as error:
            if status_of(error) == 400:
                raise _unreadable(path) from error
            raise
        if KEY in notebook.metadata:
            return _says(notebook, pack, item)
        # Some tools strip metadata; the ids of the starter's cells still tell it from a file of the learner's own.
        return any(cell.id.startswith(f"{item.id}-") for cell in notebook.cells)

    async def _is_copy(self, pack: LoadedPack, item: Notebookish, path: str) -> bool:
        if not await ensure_async(self._contents.file_exists(path)):
            return False
        try:
            return _says(await self._read(path), pack, item)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return False
        except Exception as error:
            # What cannot be read is not known to be the copy, so it is left alone like any file of the learner's.
            if status_of(error) in {400, 403, 404}:
                return False
            raise

    async def _search(self, pack: LoadedPack, item: Notebookish, folders: set[str]) -> str | None:
        """The copy that changed last among the notebooks in ``folders``."""
        found = []
        for folder in sorted(folders):
            if not _is_inner(folder, self._contents) or not await ensure_async(self._contents.dir_exists(folder)):
                continue
            listing = await ensure_async(self._contents.get(folder, content=True, type="directory"))
            for entry in listing["content"]:
                path = joined(folder, entry["name"])
                if entry["type"] == "notebook" and await self._is_copy(pack, item, path):
                    found.append((str(entry.get("last_modified", "")), path))
        return max(found)[1] if found else None

    async def _read(self, path: str) -> _Notebook:
        """As text where the manager gives it, since it would check every output of a notebook, which takes long."""
        try:
            answer = await ensure_async(self._contents.get(path, content=True, type="file", format="text"))
            return msgspec.json.decode(answer["content"], type=_Notebook)
        except Exception as error:
            if status_of(error) != 400:
                raise
        answer = await ensure_async(self._contents.get(path, content=True, type="notebook"))
        return msgspec.convert(answer["content"], _Notebook)

    # Making a copy

    async def _make(
        self, pack: LoadedPack, item: Notebookish, path: str, kernelspec: Mapping[str, Any] | None, smaller: bool
    ) -> None:
        content = await fresh_copy(pack, item, kernelspec, smaller=smaller)
        folder = path.rpartition("/")[0]
        await self._files.make_folder(folder)
        # The notebook comes last, so that there is never a copy without the files that it reads.
        for name, file in zip(item.files, pack.extra_files(item), strict=True):
            await self._bring_along(file, joined(folder, name))
        await self._files.create({"type": "notebook", "format": "json", "content": content}, path)

    async def _bring_along(self, file: Path, path: str) -> None:
        refuse_way_out(self._contents, path)
        if await self._files.is_taken(path):
            return
        try:
            content = await asyncio.to_thread(file.read_bytes)
        except OSError as error:
            raise NotFound(lost(file, error.strerror or str(error))) from error
        await self._files.make_folder(path.rpartition("/")[0])
        try:
            model_ = {"type": "file", "format": "text", "content": content.decode("utf-8")}
        except UnicodeDecodeError:
            model_ = {"type": "file", "format": "base64", "content": base64.b64encode(content).decode("ascii")}
        await self._files.create(model_, path)


def _says(notebook: _Notebook, pack: LoadedPack, item: Notebookish) -> bool:
    says = notebook.metadata.get(KEY)
    if not isinstance(says, dict) or says.get("curriculum") != pack.name:
        return False
    named = says.get("item")
    return isinstance(named, str) and pack.aliases.get(named, named) == item.id


def _names(folder: str, item: str) -> Iterator[str]:
    yield joined(folder, f"{item}.ipynb")
    for number in range(1, _MAX_NAMES):
        yield joined(folder, f"{item}-{number}.ipynb")


def _is_inner(path: str, contents: Any) -> bool:
    """Whether a path that the log remembers may be looked at; an imported log may say anything."""
    try:
        inner_path(path, hidden=shows_hidden(contents))
        refuse_way_out(contents, path)
    except (BadRequest, Forbidden):
        return False
    return True


def _all_taken(path: str) -> Conflict:
    return Conflict(f"Every name like '{path}' is taken. Move some of these files elsewhere and try again.")


def _missing(item: Notebookish, path: str) -> CopyMissing:
    return CopyMissing(
        f"Your copy of '{item.title}' is not at '{path}' any more. Say where it is now, or begin a new copy."
    )


def _unreadable(path: str) -> Conflict:
    return Conflict(
        f"Your copy '{path}' cannot be read as a notebook. Mend it, or move it elsewhere and open the exercise again "
        "to get a fresh one."
    )
