"""A learner at work on real folders, a real contents manager, service and database; the server may be killed."""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.contents.fileio import path_to_intermediate
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager
from packs import dump_notebook, write_pack
from releases import ITEM, check, exercise, prose, release
from tornado.web import HTTPError

from dl_curriculum_ext.backups import Backups
from dl_curriculum_ext.catalog import Catalog, Listing, LoadedPack
from dl_curriculum_ext.contents_files import Files
from dl_curriculum_ext.database import Database
from dl_curriculum_ext.kernels import Kernels
from dl_curriculum_ext.saves import Saves
from dl_curriculum_ext.service import Service
from dl_curriculum_ext.starter_cells import Starters
from dl_curriculum_ext.store import EventStore
from dl_curriculum_ext.work import Work
from dl_curriculum_ext.workspace import Workspace

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
VERSIONS = {
    "1": release(
        prose("intro", "# Double it"), exercise("double", "raise NotImplementedError"), check("two", "assert 1")
    ),
    "2": release(
        prose("intro", "# Double it, slowly"),
        exercise("double", "raise NotImplementedError"),
        check("two", "assert 1, 'twice'"),
        check("zero", "assert 0 == 0"),
    ),
    "3": release(exercise("double", "# Your turn\nraise NotImplementedError"), prose("end", "The end.")),
}


class Killed(BaseException):
    """The server ended here; no handler of errors runs after it."""


class Fuse:
    """Ends the server at the write that is ``left`` writes away: before it, in its middle, or right after it."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.when = "before"

    def blows(self) -> str:
        if self.left is None:
            return ""
        self.left -= 1
        return self.when if self.left < 0 else ""


class _Killable:
    fuse: Fuse

    @contextmanager
    def atomic_writing(self, os_path: str, *args: Any, **kwargs: Any) -> Iterator[Any]:
        blows = self.fuse.blows()
        if blows == "before":
            raise Killed
        if blows == "amid":
            # As kill -9 leaves it: the file cut short, and the copy that jupyter_server makes of it before.
            if Path(os_path).is_file():
                shutil.copy(os_path, path_to_intermediate(os_path))
            Path(os_path).write_bytes(b'{"cells": [')
            raise Killed
        with super().atomic_writing(os_path, *args, **kwargs) as file:  # type: ignore[misc]
            yield file
        if blows == "after":
            raise Killed


class AsyncManager(_Killable, AsyncLargeFileManager):
    """Writes in threads, so that a client's save may come in between."""


class SyncManager(_Killable, LargeFileManager):
    """Answers at once."""


class _Store(EventStore):
    fuse: Fuse

    def append(self, *args: Any) -> Any:
        blows = self.fuse.blows()
        if blows == "before":
            raise Killed
        added = super().append(*args)
        if blows:
            raise Killed
        return added


@cache
def catalogs() -> dict[str, Catalog]:
    """The pack in each of its versions."""
    found = {}
    for version, starter in VERSIONS.items():
        folder = Path(tempfile.mkdtemp(prefix="packs"))
        root = write_pack(folder, version=version)
        dump_notebook(root / "stages" / "first-steps" / f"{ITEM}.ipynb", deepcopy(starter))
        found[version] = Catalog(lambda folder=folder: [folder])  # type: ignore[misc]
    return found


class Installed:
    """The catalog of a pack that is replaced by other versions of itself."""

    version = "1"

    def listing(self) -> Listing:
        return catalogs()[self.version].listing()

    def pack(self, name: str) -> LoadedPack:
        return catalogs()[self.version].pack(name)


class Learning:
    """One learner's folder and server. Paths are the contents manager's."""

    def __init__(self, kind: type[AsyncManager] | type[SyncManager]) -> None:
        # In memory where there is room: what is tested is the order of writes, not the disk.
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
        self.root = self.folder / "root"
        self.root.mkdir()
        self.kind = kind
        self.loop = asyncio.new_event_loop()
        self.installed = Installed()
        self.fuse = Fuse()
        self.start()

    def start(self) -> None:
        """Start the server, perhaps again, on the same folders."""
        self.fuse.left = None
        self.contents = self.kind(root_dir=str(self.root), delete_to_trash=False)
        self.contents.fuse = self.fuse
        self.contents.notary.db_file = ":memory:"
        specs = KernelSpecManager(kernel_dirs=[], ensure_native_kernel=False)
        saves = Saves(lambda: NOW)
        files = Files(self.contents, saves)
        backups = Backups(files, lambda: NOW)
        self.service = Service(
            catalog=self.installed,  # type: ignore[arg-type]
            open_store=self._open_store,
            workspace=Workspace(self.contents),
            work=Work(files, backups),
            backups=backups,
            starters=Starters(),
            kernels=Kernels(specs, self.contents, ""),
            learner="ada",
            folder="work",
            clock=lambda: NOW,
            emit=lambda event: None,
        )

        def before(model: Any, path: str, **_: Any) -> None:
            if not saves.begins(path, model):
                raise HTTPError(409)

        def after(model: Any, **_: Any) -> None:
            saves.ended(model["path"])

        self.contents.register_pre_save_hook(before)
        self.contents.register_post_save_hook(after)

        async def heard(logger: Any, schema_id: str, data: dict[str, Any]) -> None:
            await self.service.work.heard(data)

        (schema,) = {"https://events.jupyter.org/jupyter_server/contents_service/v1"}
        self.contents.event_logger.add_listener(schema_id=schema, listener=heard)

    def stop(self) -> None:
        self.run(self.service.close())

    def end(self) -> None:
        self.stop()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
        shutil.rmtree(self.folder)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something and wait until all who listen have taken note."""

        async def doing() -> T:
            done = await work
            await self.contents.event_logger.gather_listeners()
            return done

        return self.loop.run_until_complete(doing())

    def bytes_of(self, path: str) -> bytes | None:
        file = self.root / path
        return file.read_bytes() if file.is_file() else None

    def notebooks(self) -> list[str]:
        """The learner's notebooks, without backups and checkpoints."""
        found = (file.relative_to(self.root) for file in self.root.rglob("*.ipynb") if file.is_file())
        shown = (path for path in found if not any(part.startswith(".") or part == "backups" for part in path.parts))
        return sorted(path.as_posix() for path in shown)

    def everything(self) -> set[bytes]:
        """What every file holds, with backups and checkpoints, without what a killed server left half done."""
        return {file.read_bytes() for file in self.root.rglob("*") if file.is_file() and file.name[:2] != ".~"}

    def cells(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.root / path).read_bytes())["cells"]
        return found

    def _open_store(self) -> EventStore:
        store = _Store(Database(f"sqlite:///{self.folder / 'progress.sqlite'}", lambda: NOW, 5), lambda: NOW)
        store.fuse = self.fuse
        return store
