"""Fresh runs one after the other, whoever asked for them and whether or not a tab still looks."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

from msgspec import Struct, structs

from . import outcomes
from .check_answers import Run
from .fresh_run import FreshRunner, Standing, Work
from .journal import RunEnded

FINISHED_KEPT = 50

Announce = Callable[["LiveRun"], None]
Finish = Callable[["LiveRun", RunEnded], Awaitable[str]]


class LiveRun(Struct, eq=False):
    """A run that this server has been asked for since it started."""

    curriculum: str
    work: Work
    at: datetime
    standing: Standing
    ended: RunEnded | None = None
    is_stopped: bool = False
    """Whether the learner, or the server's own end, stopped it."""

    @property
    def key(self) -> tuple[str, str]:
        return self.curriculum, self.work.item


class RunQueue:
    """At most one run at a time.

    ``announce`` is told of every step of every run; ``finish`` keeps a run's end and answers what went wrong with
    keeping it, or nothing.
    """

    def __init__(self, runner: FreshRunner, announce: Announce, finish: Finish) -> None:
        self._runner = runner
        self._announce = announce
        self._finish = finish
        self._waiting: deque[LiveRun] = deque()
        self._finished: dict[str, LiveRun] = {}
        self._running: LiveRun | None = None
        self._execution: asyncio.Task[RunEnded] | None = None
        self._worker: asyncio.Task[None] | None = None

    def live(self) -> list[LiveRun]:
        """The running one, then those that wait."""
        return [*([self._running] if self._running else []), *self._waiting]

    def of_item(self, curriculum: str, item: str) -> LiveRun | None:
        return next((run for run in self.live() if run.key == (curriculum, item)), None)

    def find(self, run_id: str) -> LiveRun | None:
        """A run that is live, or that ended a while ago."""
        return next((run for run in self.live() if run.work.run == run_id), self._finished.get(run_id))

    def ahead_of(self, run: LiveRun) -> int:
        live = self.live()
        return live.index(run) if run in live else 0

    def add(self, run: LiveRun) -> None:
        self._waiting.append(run)
        self._announce(run)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())

    async def cancel(self, run: LiveRun) -> None:
        """Stop it and wait until its kernel is gone; one that ended already is left as it is."""
        run.is_stopped = True
        if run is self._running and self._execution is not None:
            self._execution.cancel()
            await asyncio.wait([self._execution])
        elif run in self._waiting:
            self._waiting.remove(run)
            await self._end(run, _interrupted(run))

    async def close(self) -> None:
        """Stop all, when the server ends."""
        for run in reversed(self.live()):
            await self.cancel(run)
        if self._worker is not None:
            await asyncio.wait([self._worker])

    async def _work(self) -> None:
        while self._waiting:
            run = self._running = self._waiting.popleft()
            self._execution = asyncio.create_task(
                self._runner.run(run.work, run.standing, lambda run=run: self._announce(run))  # type: ignore[misc]
            )
            await asyncio.wait([self._execution])
            await self._end(run, _outcome(run, self._execution))
            self._running = self._execution = None
            for waiting in self._waiting:
                self._announce(waiting)

    async def _end(self, run: LiveRun, ended: RunEnded) -> None:
        trouble = await self._finish(run, ended)
        run.ended = structs.replace(ended, message=f"{ended.message} {trouble}".strip())
        self._finished[run.work.run] = run
        for forgotten in list(self._finished)[:-FINISHED_KEPT]:
            del self._finished[forgotten]
        self._announce(run)


def shown(run: LiveRun, ahead: int) -> Run:
    """How a run stands now."""
    if run.ended is not None:
        return ended_run(run.work.item, run.ended, run.at)
    standing = run.standing
    began = standing.began
    return Run(
        run=run.work.run,
        item=run.work.item,
        state="queued" if began is None else "running",
        ahead=ahead,
        cell=standing.cell,
        cells=standing.cells,
        cell_id=standing.cell_id,
        cell_name=standing.cell_name,
        seconds=0 if began is None else round(time.monotonic() - began, 2),
        limit_seconds=run.work.seconds,
        path=run.work.path,
        at=run.at,
    )


def ended_run(item: str, ended: RunEnded, at: datetime) -> Run:
    """A run as its end tells it."""
    said = structs.asdict(ended)
    del said["seen"], said["machine"]
    return Run(item=item, at=at, **said)


def _outcome(run: LiveRun, execution: "asyncio.Task[RunEnded]") -> RunEnded:
    if execution.cancelled():
        return _interrupted(run)
    error = execution.exception()
    if error is None:
        return execution.result()
    # A fault of this server, or of its managers: the learner is told, and the log has the rest.
    asyncio.get_running_loop().call_exception_handler(
        {"message": "A fresh run failed inside the curriculum's server extension.", "exception": error}
    )
    message = (
        f"Something went wrong on the server before the run came to its end ({type(error).__name__}: {error}). The "
        "server's log says more. Check again; if it comes back, please report it."
    )
    return _stopped(run, "could-not-run", outcomes.shortened(message))


def _interrupted(run: LiveRun) -> RunEnded:
    return _stopped(run, "interrupted", outcomes.INTERRUPTED)


def _stopped(run: LiveRun, state: str, message: str) -> RunEnded:
    standing, work = run.standing, run.work
    return RunEnded(
        run=work.run,
        state=state,  # type: ignore[arg-type]
        message=message,
        seconds=round(time.monotonic() - standing.began, 2) if standing.began is not None else 0,
        cell=standing.cell,
        cells=standing.cells,
        checks=tuple(outcomes.not_reached(check.name, check.id) for check in work.starter.checks),
        path=work.path,
    )
