"""Checks and metrics seen in the learner's own kernel, and fresh runs on the server."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast
from uuid import uuid4

import msgspec

from . import journal, outcomes
from .answers import CheckState, Metric, Progress
from .catalog import LoadedPack
from .cells import source_hash
from .check_answers import Attempted, AttemptsRequest, EditedCheck, OwnCheck, OwnChecks, Run
from .errors import Conflict, CurriculumError, NotFound
from .fold import STRENGTH, Fold, ItemState
from .fresh_run import FreshRunner, Standing, Work
from .journal import Clock, Draft, RunEnded, SeenCheck
from .ledger import Ledger
from .metrics import keep
from .model import Capstone, Exercise
from .run_queue import LiveRun, RunQueue, ended_run, shown
from .starter_cells import Starter, Starters

EmitRun = Callable[[str, Run], None]
"""Tells whoever listens how a run of a curriculum stands."""


class Checks:
    """What the routes of checks call."""

    def __init__(self, ledger: Ledger, starters: Starters, runner: FreshRunner, clock: Clock, emit: EmitRun) -> None:
        self._ledger = ledger
        self._starters = starters
        self._runner = runner
        self._clock = clock
        self._emit = emit
        self._queue = RunQueue(runner, self._announce, self._keep)

    async def own(self, name: str, item_id: str) -> OwnChecks:
        """The item's checks as the curriculum has them, to compare a copy with and to restore from."""
        _, _, starter = await self._ledger.aside(lambda: self._item(name, item_id))
        return OwnChecks(
            checks=tuple(
                OwnCheck(name=check.name, cell=check.id, source=check.source, exercises=check.concerns)
                for check in starter.checks
            )
        )

    async def attempts(self, name: str, item_id: str, request: AttemptsRequest) -> Attempted:
        """Take in cells that ran in the learner's kernel: the curriculum's own checks, and what any cell reported."""
        pack, _, starter = await self._ledger.aside(lambda: self._item(name, item_id))
        item = pack.item(item_id)
        judged = _Judged(starter, request)
        completed: list[bool] = []

        def decide(pack: LoadedPack, fold: Fold) -> Iterable[Draft]:
            now = fold.items.get(item.id) or ItemState()
            drafts = list(_attempt(item.id, now, starter, judged))
            completed.append(any(isinstance(draft.says, journal.Marked) for draft in drafts))
            return drafts

        encoded = await self._ledger.record(name, decide)
        return Attempted(
            accepted={seen.check: seen.state for seen in judged.seen},
            edited=tuple(judged.edited),
            unknown=tuple(judged.unknown),
            completed=completed[-1],
            message=judged.message,
            progress=cast(Progress, msgspec.Raw(encoded)),
        )

    async def start(self, name: str, item_id: str) -> Run:
        """Ask for a fresh run; where one of that item waits or runs already, it is that one."""
        pack, state, starter = await self._ledger.aside(lambda: self._item(name, item_id))
        item = pack.item(item_id)
        assert isinstance(item, Exercise | Capstone)
        live = self._queue.of_item(name, item.id)
        if live is None:
            if state.path is None:
                raise Conflict(f"You have no notebook of '{item.title}' yet. Open the item first, then check it.")
            work = Work(
                run=uuid4().hex,
                item=item.id,
                path=state.path,
                starter=starter,
                packages=item.needs.packages,
                seconds=self._runner.limits.seconds(item.needs.cpu_minutes),
            )
            live = LiveRun(name, work, self._clock(), Standing())
            # In the queue first, so that a second request at the same moment finds it.
            self._queue.add(live)
            try:
                await self._ledger.record(name, lambda *_: [Draft(item.id, journal.RunStarted(work.run, work.path))])
            except CurriculumError:
                await self._queue.cancel(live)
                raise
        return shown(live, self._queue.ahead_of(live))

    async def look(self, name: str, item_id: str, run_id: str) -> Run:
        """How a run stands, or how it ended; one that began and is nowhere to be found was interrupted."""
        pack, state = await self._ledger.aside(lambda: self._ledger.state(name, item_id))
        item = pack.item(item_id)
        live = self._queue.find(run_id)
        if live is not None and live.key == (name, item.id):
            return shown(live, self._queue.ahead_of(live))
        record = state.runs.get(run_id)
        if record is None:
            raise NotFound(f"No run '{run_id}' of '{item.title}' is known any more. Check again to get a new one.")
        lost = RunEnded(run=run_id, state="interrupted", message=outcomes.LOST, path=record.path)
        return ended_run(item.id, record.ended or lost, record.at)

    async def cancel(self, name: str, item_id: str, run_id: str) -> Run:
        """Stop a run; one that ended is left as it is."""
        found = await self.look(name, item_id, run_id)
        live = self._queue.find(run_id)
        if live is None or live.ended is not None:
            return found
        await self._queue.cancel(live)
        return await self.look(name, item_id, run_id)

    async def close(self) -> None:
        await self._queue.close()

    def _item(self, name: str, item_id: str) -> tuple[LoadedPack, ItemState, Starter]:
        pack, state = self._ledger.state(name, item_id)
        return pack, state, self._starters.of(pack, pack.item(item_id))

    def _announce(self, run: LiveRun) -> None:
        self._emit(run.curriculum, shown(run, self._queue.ahead_of(run)))

    async def _keep(self, run: LiveRun, ended: RunEnded) -> str:
        def decide(pack: LoadedPack, fold: Fold) -> Iterable[Draft]:
            item = run.work.item
            yield Draft(item, ended)
            if ended.state == "failed":
                now = fold.items.get(item) or ItemState()
                yield from _completion(item, now, run.work.starter, ended.seen)

        try:
            await self._ledger.record(run.curriculum, decide)
        except CurriculumError as error:
            return f"This result could not be kept: {error.message}"
        return ""


class _Judged:
    """Cells that ran, told apart: checks that count, edited ones, and what is no check here; and what they reported."""

    def __init__(self, starter: Starter, request: AttemptsRequest) -> None:
        by_id = {check.id: check for check in starter.checks if check.id}
        by_source = {check.sha256: check for check in starter.checks}
        found: dict[str, SeenCheck] = {}
        self.edited: list[EditedCheck] = []
        self.unknown: list[str] = []
        for cell in request.cells:
            check = by_source.get(source_hash(cell.source))
            if check is not None:
                state: CheckState = cell.state
                found[check.name] = SeenCheck(check.name, state, check.sha256)
            elif cell.cell in by_id:
                own = by_id[cell.cell]
                self.edited.append(EditedCheck(cell=cell.cell, check=own.name, source=own.source))
            else:
                self.unknown.append(cell.cell)
        self.seen = tuple(found.values())
        self._reported = tuple(reported for cell in request.cells for reported in cell.metrics)

    def new_metrics(self, known: Mapping[str, Metric]) -> dict[str, Metric]:
        """Those that say something else than what is known."""
        metrics = dict(known)
        for reported in self._reported:
            keep(metrics, reported)
        return {name: metric for name, metric in metrics.items() if known.get(name) != metric}

    @property
    def message(self) -> str:
        if not self.edited:
            return ""
        names = ", ".join(f"'{check.check.replace('-', ' ')}'" for check in self.edited)
        was = "This check was" if len(self.edited) == 1 else "These checks were"
        return f"{was} edited, so the result does not count: {names}. Restore the curriculum's own and run it again."


def _attempt(item: str, now: ItemState, starter: Starter, judged: _Judged) -> Iterator[Draft]:
    news = tuple(
        check
        for check in judged.seen
        if now.checks.get(check.check) != check or (check.state == "passed") != (check.check in now.fresh)
    )
    metrics = judged.new_metrics(now.metrics)
    if news or metrics:
        yield Draft(item, journal.Attempted(news, metrics))
    if news:
        yield from _completion(item, now, starter, news)


def _completion(item: str, now: ItemState, starter: Starter, seen: tuple[SeenCheck, ...]) -> Iterator[Draft]:
    """Done, where these were the last checks that had still to pass."""
    passed = dict(now.fresh)
    for check in seen:
        passed.pop(check.check, None)
        if check.state == "passed":
            passed[check.check] = check.sha256
    is_stronger = now.status != "done" or now.evidence is None or STRENGTH[now.evidence] < STRENGTH["checks"]
    if starter.checks and is_stronger and all(passed.get(own.name) == own.sha256 for own in starter.checks):
        yield Draft(item, journal.Marked(status="done", evidence="checks"))
