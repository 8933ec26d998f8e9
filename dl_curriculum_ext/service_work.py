"""What the routes ask of the learner's copies beside opening them: reset, update, restore, locate, follow."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol

from msgspec import UNSET, UnsetType

from . import journal
from .answers import (
    Backup,
    BackupsAnswer,
    LocateRequest,
    Opened,
    Replaced,
    ResetRequest,
    RestoreRequest,
    Updated,
    UpdateRequest,
)
from .backups import Backups
from .catalog import LoadedPack
from .errors import BadRequest, CopyMissing, CurriculumError, NotFound
from .fold import Fold, ItemState
from .journal import Draft, Happening
from .kernels import Kernels
from .model import Capstone, Exercise
from .starters import Notebookish
from .work import Work
from .workspace import Workspace


class Record(Protocol):
    """Adds to the log what is decided on the state as it is then."""

    def __call__(self, name: str, decide: Callable[[LoadedPack, Fold], Iterable[Draft]]) -> Awaitable[object]: ...


class WorkService:
    """Holds one lock with opening, so that a copy is not moved, made and changed at the same time.

    ``stand`` answers the pack and the state of one item, ``stand_everywhere`` those of all items in all packs.
    """

    def __init__(
        self,
        *,
        workspace: Workspace,
        work: Work,
        backups: Backups,
        kernels: Kernels,
        lock: asyncio.Lock,
        stand: Callable[[str, str], Awaitable[tuple[LoadedPack, ItemState]]],
        stand_everywhere: Callable[[], Awaitable[list[tuple[LoadedPack, Mapping[str, ItemState]]]]],
        record: Record,
    ) -> None:
        self._workspace = workspace
        self._work = work
        self._backups = backups
        self._kernels = kernels
        self._lock = lock
        self._stand = stand
        self._stand_everywhere = stand_everywhere
        self._record = record

    async def reset(self, name: str, item_id: str, request: ResetRequest) -> Replaced:
        """The whole copy or one cell of it as the curriculum has it, after a backup."""
        async with self._lock:
            pack, item, state = await self._notebook(name, item_id)
            expected = _given(request.expected)
            cell = _given(request.cell)
            path = await self._workspace.find(pack, item, state.path, readable=cell is not None)
            if cell is None:
                done = await self._work.reset(pack, item, path, expected)
            else:
                done = await self._work.reset_cell(pack, item, path, cell, expected)
            version = None if cell is not None else pack.curriculum.version
            says = journal.CopyReset(path, done.backup or "", version, cell)
            await self._say_changed(name, item, says, done.backup)
        return Replaced(path=path, backup=done.backup, hash=done.hash)

    async def update(self, name: str, item_id: str, request: UpdateRequest) -> Updated:
        """The curriculum's newer cells in the copy, after a backup; with ``preview`` only what would change."""
        async with self._lock:
            pack, item, state = await self._notebook(name, item_id)
            path = await self._workspace.find(pack, item, state.path)
            expected = _given(request.expected)
            done = await self._work.update(pack, item, path, expected, preview=request.preview)
            version = pack.curriculum.version
            is_news = done.backup is not None or (state.path, state.version) != (path, version)
            if is_news and not request.preview:
                await self._say_changed(name, item, journal.CopyUpdated(path, version, done.backup), done.backup)
        return Updated(path=path, backup=done.backup, hash=done.hash, version=version, changes=done.changes)

    async def backups(self, name: str, item_id: str) -> BackupsAnswer:
        """The item's backups that are there, the newest first."""
        _, item, state = await self._notebook(name, item_id)
        return BackupsAnswer(backups=await self._listed(item, state))

    async def restore(self, name: str, item_id: str, request: RestoreRequest) -> Replaced:
        """The copy as a backup has it, after a backup of what it is now; where there is no copy it is made again."""
        async with self._lock:
            pack, item, state = await self._notebook(name, item_id)
            known = [backup.path for backup in await self._listed(item, state)]
            if request.backup not in known:
                raise NotFound(f"'{item.title}' has no backup '{request.backup}'. Reload the page to see which it has.")
            try:
                path = await self._workspace.find(pack, item, state.path, readable=False)
            except (CopyMissing, NotFound):
                path = await self._workspace.free_path(item, request.backup.rpartition("/")[0].rpartition("/")[0])
            done, version = await self._work.restore(item, path, request.backup, _given(request.expected))
            await self._say_changed(
                name, item, journal.CopyRestored(path, request.backup, version, done.backup), done.backup
            )
        return Replaced(path=path, backup=done.backup, hash=done.hash)

    async def locate(self, name: str, item_id: str, request: LocateRequest) -> Opened:
        """Follow the copy to where the learner says that it is."""
        async with self._lock:
            pack, item, state = await self._notebook(name, item_id)
            path = await self._workspace.located(pack, item, request.path)
            if path != state.path:
                await self._say(name, item, journal.CopyMoved(path))
        kernel = await self._kernels.for_copy(item.needs, path, None, state.kernel)
        return Opened(path=path, created=False, kernel_name=kernel.name, message=kernel.message)

    async def heard(self, data: Mapping[str, Any]) -> None:
        """Follow what the contents manager's events tell of files and folders renamed, moved or deleted in Jupyter."""
        if data["action"] == "rename":
            await self._follow(data["source_path"], data["path"])
        elif data["action"] == "delete":
            await self._follow(data["path"], None)

    async def _follow(self, source: str, target: str | None) -> None:
        source = source.strip("/")
        async with self._lock:
            for pack, states in await self._stand_everywhere():
                for item_id, state in states.items():
                    says = await self._followed(state.path, source, target)
                    if says is not None:
                        draft = Draft(item_id, says)
                        await self._record(pack.name, lambda *_, draft=draft: [draft])

    async def _followed(self, path: str | None, source: str, target: str | None) -> Happening | None:
        if path is None or (path != source and not path.startswith(f"{source}/")):
            return None
        if target is None:
            # Perhaps there is one again by now.
            return None if await self._workspace.has_file(path) else journal.CopyDeleted(path)
        moved = target.strip("/") + path[len(source) :]
        return journal.CopyMoved(moved) if await self._workspace.has_file(moved) else None

    async def _notebook(self, name: str, item_id: str) -> tuple[LoadedPack, Notebookish, ItemState]:
        pack, state = await self._stand(name, item_id)
        item = pack.item(item_id)
        if not isinstance(item, Exercise | Capstone):
            raise BadRequest(f"'{item.title}' has no notebook. Choose an exercise or a capstone.")
        return pack, item, state

    async def _listed(self, item: Notebookish, state: ItemState) -> tuple[Backup, ...]:
        return await self._backups.listed((item.id, *item.was), state.path, state.backups)

    async def _say_changed(self, name: str, item: Notebookish, says: Happening, backup: str | None) -> None:
        """Add to the log what was done to a copy; the copy stays done where that fails, and the learner is told so."""
        try:
            await self._say(name, item, says)
        except CurriculumError as error:
            kept = f" and kept as it was in '{backup}'" if backup else ""
            raise type(error)(f"Your notebook was changed{kept}, but: {error.message}") from error

    async def _say(self, name: str, item: Notebookish, says: Happening) -> None:
        await self._record(name, lambda *_: [Draft(item.id, says)])


def _given(value: str | UnsetType) -> str | None:
    return None if value is UNSET else value
