"""All that the routes call: curricula, progress and the learner's copies."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeVar

from . import changes, journal
from ._version import __version__
from .answers import CurriculaAnswer, CurriculumSummary, Imported, ItemPatch, Opened, OpenRequest, ProgressPatch
from .backups import Backups
from .catalog import Catalog, LoadedPack
from .errors import BadRequest
from .fold import Fold, ItemState
from .journal import Clock, Draft, Event
from .kernels import Kernels
from .ledger import Ledger
from .model import Capstone, Exercise
from .service_work import WorkService
from .standing import Standing
from .starter_cells import Starters
from .work import Work
from .workspace import Workspace

if TYPE_CHECKING:
    from .store import EventStore, Log

Result = TypeVar("Result")
KEEPS_SETTINGS = "Your copy was there already, so it keeps its settings; its parameters cell is where to change them."


class Emit(Protocol):
    """Tells whoever listens that an event was recorded."""

    def __call__(self, event: Event) -> None: ...


class Service:
    """One learner's way through the curricula of one server.

    Packs are read and the database is used in one thread of its own, in which ``open_store`` is called at first need.
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        open_store: "Callable[[], EventStore]",
        workspace: Workspace,
        starters: Starters,
        work: Work,
        backups: Backups,
        kernels: Kernels,
        learner: str,
        folder: str,
        clock: Clock,
        emit: Emit,
    ) -> None:
        self._catalog = catalog
        self._open_store = open_store
        self._workspace = workspace
        self._starters = starters
        self._kernels = kernels
        self._learner = learner
        self._folder = folder
        self._clock = clock
        self._emit = emit
        self._opened: EventStore | None = None
        self._standings: dict[str, Standing] = {}
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="dl-curriculum")
        self._opening = asyncio.Lock()
        self._is_closed = False
        self.work = WorkService(
            workspace=workspace,
            work=work,
            backups=backups,
            kernels=kernels,
            lock=self._opening,
            stand=lambda name, item: self._aside(lambda: self._state(name, item)),
            stand_everywhere=lambda: self._aside(self._states),
            record=self._record,
        )

    @property
    def ledger(self) -> Ledger:
        """For the rooms beside this one that add to the same log."""
        return Ledger(self._aside, self._record, self._state, self._now)

    async def curricula(self) -> CurriculaAnswer:
        """Every curriculum that was found, and what is wrong with the others."""
        listing = await self._aside(self._catalog.listing)
        summaries = tuple(
            CurriculumSummary(
                name=pack.name,
                title=pack.curriculum.title,
                version=pack.curriculum.version,
                stages=len(pack.curriculum.stages),
                items=sum(1 for _ in pack.items()),
            )
            for pack in listing.packs.values()
        )
        return CurriculaAnswer(curricula=summaries, problems=listing.problems, version=__version__)

    async def curriculum(self, name: str) -> LoadedPack:
        return await self._aside(lambda: self._catalog.pack(name))

    async def progress(self, name: str) -> bytes:
        """Where the learner stands, as JSON of ``answers.Progress``."""

        def reading() -> bytes:
            pack = self._catalog.pack(name)
            return self._encoded(pack, self._store.read(self._learner, name))

        return await self._aside(reading)

    async def change_progress(self, name: str, patch: ProgressPatch) -> bytes:
        """Set goal, hours, routes or the kernel; answers the new progress."""
        if isinstance(patch.kernel, str):
            await self._kernels.demand(patch.kernel)
        return await self._record(name, lambda pack, _: changes.of_progress(pack, patch))

    async def change_item(self, name: str, item_id: str, patch: ItemPatch) -> bytes:
        """Mark, tick or write; answers the new progress."""

        def decide(pack: LoadedPack, fold: Fold) -> Iterable[Draft]:
            item = pack.item(item_id)
            return changes.of_item(item, fold.items.get(item.id) or ItemState(), patch)

        return await self._record(name, decide)

    async def open(self, name: str, item_id: str, request: OpenRequest) -> Opened:
        """The learner's copy of an item's notebook, made if missing, and the kernel to run it on."""
        async with self._opening:
            pack, state = await self._aside(lambda: self._state(name, item_id))
            item = pack.item(item_id)
            if not isinstance(item, Exercise | Capstone):
                raise BadRequest(f"'{item.title}' has no notebook to open; it is of kind '{_kind(item)}'.")
            folder = request.folder if isinstance(request.folder, str) and request.folder.strip() else self._folder
            asked = request.kernel if isinstance(request.kernel, str) else None
            usual = await self._aside(lambda: self._now(name)[1].kernel)
            kernel = await self._kernels.for_new(item.needs, usual, asked)
            copy = await self._workspace.open_copy(
                pack,
                item,
                folder,
                state.path,
                kernel.metadata,
                ask=request.missing == "ask",
                smaller=request.smaller,
            )
            if not copy.created:
                kernel = await self._kernels.for_copy(item.needs, copy.path, usual, state.kernel, asked)
            version = pack.curriculum.version if copy.created else None
            says: list[journal.Happening] = [kernel.chosen] if kernel.chosen else []
            if copy.path != state.path or state.status in ("todo", "parked"):
                says.append(journal.CopyOpened(copy.path, copy.created, version))
            if says:
                await self._record(name, lambda *_: [Draft(item.id, one) for one in says])
        message = kernel.message
        if request.smaller and not copy.created:
            message = f"{KEEPS_SETTINGS} {message}".strip()
        return Opened(path=copy.path, created=copy.created, kernel_name=kernel.name, message=message)

    async def export(self, name: str) -> bytes:
        """The learner's log as JSON Lines; also of a curriculum that is not here any more."""

        def reading() -> bytes:
            log = self._store.read(self._learner, name)
            if not log:
                self._catalog.pack(name)
            return journal.to_lines(log)

        return await self._aside(reading)

    async def import_lines(self, name: str, lines: bytes) -> Imported:
        """Add an export's events to the log, all or none."""

        def merging() -> "tuple[int, Log]":
            self._catalog.pack(name)
            given = journal.from_lines(lines, self._learner, name, self._clock())
            return len(given), self._store.merge(self._learner, given)

        given, added = await self._aside(merging)
        for event in added:
            self._emit(event)
            # A long import must not keep the server from answering others.
            await asyncio.sleep(0)
        return Imported(added=len(added), known=given - len(added))

    async def close(self) -> None:
        """Finish what is being written, then let the database go; a server may ask twice when its first stop fails."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._aside(lambda: self._opened.database.close() if self._opened else None)
        self._thread.shutdown()

    async def _aside(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _record(self, name: str, decide: Callable[[LoadedPack, Fold], Iterable[Draft]]) -> bytes:
        def recording() -> "tuple[bytes, Log]":
            pack = self._catalog.pack(name)
            log, added = self._store.append(
                self._learner, name, lambda log: list(decide(pack, self._standing(pack, log).fold))
            )
            return self._encoded(pack, log), added

        encoded, added = await self._aside(recording)
        loop = asyncio.get_running_loop()
        for event in added:
            # After the answer: whoever asked need not wait until everyone else is told.
            loop.call_soon(self._emit, event)
        return encoded

    @property
    def _store(self) -> "EventStore":
        if self._opened is None:
            self._opened = self._open_store()
        return self._opened

    def _now(self, name: str) -> tuple[LoadedPack, Fold]:
        pack = self._catalog.pack(name)
        return pack, self._standing(pack, self._store.read(self._learner, name)).fold

    def _state(self, name: str, item_id: str) -> tuple[LoadedPack, ItemState]:
        pack, fold = self._now(name)
        return pack, fold.items.get(pack.item(item_id).id) or ItemState()

    def _states(self) -> list[tuple[LoadedPack, Mapping[str, ItemState]]]:
        packs = self._catalog.listing().packs.values()
        return [
            (pack, dict(self._standing(pack, self._store.read(self._learner, pack.name)).fold.items)) for pack in packs
        ]

    def _standing(self, pack: LoadedPack, log: "Log") -> Standing:
        standing = self._standings.get(pack.name)
        if standing is None or standing.pack is not pack or not standing.follows(log):
            standing = self._standings[pack.name] = Standing(pack, self._learner, self._starters.checks)
        standing.follow(log)
        return standing

    def _encoded(self, pack: LoadedPack, log: "Log") -> bytes:
        return self._standing(pack, log).encoded(self._clock().astimezone().date(), self._notices())

    def _notices(self) -> tuple[str, ...]:
        return tuple(
            f"An earlier progress file could not be read. It was kept as {path}, and a new one was begun. If you have "
            f"an export or a backup, import it; once you need that file no more, remove it and this notice goes."
            for path in self._store.database.set_aside()
        )


def _kind(item: object) -> str:
    return str(type(item).__struct_config__.tag)  # type: ignore[attr-defined]
