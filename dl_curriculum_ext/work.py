"""What is done to a copy that the learner works in: reset, update, restore. Always a backup first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from .answers import CellChange
from .backups import Backups
from .catalog import LoadedPack
from .contents_files import Files, Kept, changed_meanwhile
from .errors import Conflict, NotFound
from .nearest import did_you_mean
from .notebooks import Unrecognisable, base_after, stamped, updated, with_fresh_cell
from .ownership import base_of, ours
from .starters import Notebookish, fresh_copy, starter


@dataclass(frozen=True)
class Done:
    """What was done to a copy."""

    hash: str
    """Of the copy as it is now, as the contents API says it."""
    backup: str | None
    changes: tuple[CellChange, ...] = ()


class Work:
    """Changes copies through the contents manager, in an order in which a crash between any two writes loses nothing.

    Every method takes ``expected``, the hash of the copy as the client saw it, and raises `Conflict` where the copy is
    another by now, `NotFound`, `Forbidden` or `DiskFull`; the copy is then as it was.
    """

    def __init__(self, files: Files, backups: Backups) -> None:
        self._files = files
        self._backups = backups

    async def reset(self, pack: LoadedPack, item: Notebookish, path: str, expected: str | None) -> Done:
        """The whole copy as the starter is now; it keeps its kernel."""
        seen = await self._seen(path, expected)
        return await self._replace(item, seen, await fresh_copy(pack, item, _kernelspec(seen)))

    async def reset_cell(self, pack: LoadedPack, item: Notebookish, path: str, cell: str, expected: str | None) -> Done:
        """One cell of the copy as the starter has it."""
        seen, copy = await self._notebook(path, expected)
        new = await starter(pack, item)
        names = [theirs.get("id", "") for theirs in new["cells"]]
        if cell not in names:
            raise NotFound(f"'{item.title}' has no cell '{cell}'.{did_you_mean(cell, names)}")
        base = base_after(copy, item.id, new, cell)
        fresh = with_fresh_cell(copy, base_of(copy, item.id), new, cell)
        version = ours(copy).get("version")
        known = version if isinstance(version, str) else pack.curriculum.version
        return await self._replace(item, seen, stamped(fresh, pack.name, item.id, known, base))

    async def update(
        self, pack: LoadedPack, item: Notebookish, path: str, expected: str | None, *, preview: bool
    ) -> Done:
        """The copy with the starter's newer cells; nothing is written where it has them already."""
        seen, copy = await self._notebook(path, expected)
        new = await starter(pack, item)
        try:
            merged, changes = updated(copy, base_of(copy, item.id), new)
        except Unrecognisable:
            raise Conflict(
                f"None of the curriculum's cells is left in '{path}', so it cannot be updated. Reset it, which keeps "
                "it as a backup, or leave it as it is."
            ) from None
        merged = stamped(merged, pack.name, item.id, pack.curriculum.version, base_after(copy, item.id, new))
        if preview or merged == copy:
            return Done(seen.hash, None, changes)
        done = await self._replace(item, seen, merged)
        return Done(done.hash, done.backup, changes)

    async def restore(self, item: Notebookish, path: str, backup: str, expected: str | None) -> tuple[Done, str | None]:
        """The copy as a backup has it, byte by byte, and the version of the curriculum that it says it is of.

        Where there is no copy any more it is made anew under that path.
        """
        wanted = await self._files.read(backup)
        content = {"type": wanted.type, "format": wanted.format, "content": wanted.content}
        if await self._files.is_file(path):
            seen = await self._seen(path, expected)
            kept = await self._backups.keep(seen, item.id)
            done = Done(await self._files.replace(content, seen), kept)
        elif expected is not None:
            raise changed_meanwhile(path)
        else:
            await self._files.make_folder(path.rpartition("/")[0])
            await self._files.create(content, path)
            done = Done((await self._files.read(path)).hash, None)
        return done, _version(wanted)

    async def _seen(self, path: str, expected: str | None) -> Kept:
        seen = await self._files.read(path)
        if expected is not None and expected != seen.hash:
            raise changed_meanwhile(path)
        return seen

    async def _notebook(self, path: str, expected: str | None) -> tuple[Kept, dict[str, Any]]:
        seen = await self._seen(path, expected)
        notebook, hash_ = await self._files.read_notebook(path)
        if seen.type == "file" and hash_ != seen.hash:
            raise changed_meanwhile(path)
        return seen, notebook

    async def _replace(self, item: Notebookish, seen: Kept, notebook: dict[str, Any]) -> Done:
        backup = await self._backups.keep(seen, item.id)
        model = {"type": "notebook", "format": "json", "content": notebook}
        return Done(await self._files.replace(model, seen), backup)


class _Metadata(msgspec.Struct):
    kernelspec: dict[str, Any] | None = None
    dl_curriculum: dict[str, Any] | None = None


class _Head(msgspec.Struct):
    """As much of a notebook as is wanted, so that its cells are not built."""

    metadata: _Metadata = msgspec.field(default_factory=_Metadata)


def _head(kept: Kept) -> _Head:
    try:
        if isinstance(kept.content, str):
            return msgspec.json.decode(kept.content, type=_Head)
        return msgspec.convert(kept.content, _Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # It is kept as it is, whatever it is; only its kernel and version remain unknown.
        return _Head()


def _kernelspec(kept: Kept) -> dict[str, Any] | None:
    return _head(kept).metadata.kernelspec


def _version(kept: Kept) -> str | None:
    says = (_head(kept).metadata.dl_curriculum or {}).get("version")
    return says if isinstance(says, str) else None
