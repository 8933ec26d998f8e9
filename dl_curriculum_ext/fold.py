"""Folds the log of events, one after the other, into what is true of each item now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import get_args

import msgspec

from . import journal
from .answers import CheckState, Evidence, Metric, OwnEntry, Status
from .catalog import LoadedPack
from .journal import Event
from .model import Checklist, Item

STRENGTH = {evidence: strength for strength, evidence in enumerate(get_args(Evidence))}
RUNS_KEPT = 20
TICK = "done"
"""The only step of a checklist that names none."""


@dataclass
class RunRecord:
    """A fresh run as the log has it; without an end it is running, or whoever ran it is gone."""

    path: str
    at: datetime
    ended: journal.RunEnded | None = None


@dataclass
class ItemState:
    """What the events so far say of one item."""

    status: Status = "todo"
    evidence: Evidence | None = None
    at: datetime | None = None
    path: str | None = None
    version: str | None = None
    """Of the curriculum that the copy was made from or last updated to."""
    backups: list[str] = field(default_factory=list)
    ticks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    own_entries: dict[str, OwnEntry] = field(default_factory=dict)
    reason: str = ""
    until: date | None = None
    text: str = ""
    revision: int = 0
    text_revision: int = 0
    """The revision that the last change of the text made."""
    checks: dict[str, journal.SeenCheck] = field(default_factory=dict)
    fresh: dict[str, str] = field(default_factory=dict)
    """Check to the hash of its source, of those that passed since the item was last taken back from done."""
    runs: dict[str, RunRecord] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    solution_seen: bool = False
    kernel: journal.KernelChosen | None = None
    """That the learner chose for this copy, beside what the notebook says."""

    def check_states(self, hashes: Mapping[str, str]) -> dict[str, CheckState]:
        """How each check stands, given its source's hash; one that the curriculum changed has to be run again."""
        return {
            name: self.checks[name].state if name in self.checks and self.checks[name].sha256 == digest else "not-run"
            for name, digest in hashes.items()
        }

    def see(self, seen: Iterable[journal.SeenCheck]) -> None:
        for check in seen:
            self.checks[check.check] = check
            if check.state == "passed":
                self.fresh[check.check] = check.sha256
            else:
                self.fresh.pop(check.check, None)

    def mark(self, status: Status, at: datetime, evidence: Evidence | None = None) -> None:
        """Change the status; a repeated ``done`` keeps its first date and its strongest evidence."""
        if status == "done":
            given = evidence or "self"
            if self.evidence is None or STRENGTH[given] > STRENGTH[self.evidence]:
                self.evidence = given
        else:
            self.evidence = None
            if self.status == "done":
                self.fresh.clear()
        if status != self.status:
            self.status, self.at, self.reason, self.until = status, at, "", None


def steps_of(item: Checklist) -> tuple[str, ...]:
    return item.steps or (TICK,)


def all_ticked(item: Checklist, state: ItemState) -> bool:
    """Whether every entry of the curriculum has every step; the learner's own entries ask for nothing."""
    wanted = set(steps_of(item))
    return bool(item.entries) and all(wanted <= set(state.ticks.get(entry.id, ())) for entry in item.entries)


class Fold:
    """The state after some events. They are given in order; an item's earlier ids are taken for its present one."""

    def __init__(self, pack: LoadedPack) -> None:
        self._aliases = pack.aliases
        self._known: dict[str, Item] = {item.id: item for _, item in pack.items()}
        self.items: defaultdict[str, ItemState] = defaultdict(ItemState)
        self.goal: str | None = None
        self.hours_per_week: float | None = None
        self.routes: dict[str, tuple[str, ...]] = {}
        self.kernel: str | None = None
        self.unreadable = 0
        """How many events of a known kind made no sense."""

    def apply(self, log: Iterable[Event]) -> None:
        for event in log:
            try:
                says = journal.happening(event)
            except msgspec.ValidationError:
                self.unreadable += 1
                continue
            if event.item is None:
                self._of_learner(says)
            else:
                self._of_item(self._aliases.get(event.item, event.item), event, says)

    def _of_learner(self, says: journal.Happening | None) -> None:
        match says:
            case journal.GoalSet():
                self.goal = says.goal
            case journal.HoursSet():
                self.hours_per_week = says.hours_per_week
            case journal.RoutesChosen():
                self.routes[says.stage] = says.routes
            case journal.KernelSet():
                self.kernel = says.kernel

    def _of_item(self, item_id: str, event: Event, says: journal.Happening | None) -> None:
        state = self.items[item_id]
        state.revision += 1
        match says:
            case journal.Marked():
                state.mark(says.status, event.at, says.evidence)
                state.reason, state.until = says.reason, says.until
            case journal.Ticked():
                self._tick(item_id, state, event, says)
            case journal.EntryAdded():
                state.own_entries[says.id] = OwnEntry(id=says.id, title=says.title, url=says.url)
            case journal.EntryRemoved():
                state.own_entries.pop(says.id, None)
                state.ticks.pop(says.id, None)
            case journal.Written():
                state.text, state.text_revision = says.text, state.revision
                is_answer = getattr(self._known.get(item_id), "prompt", None) is not None
                if is_answer and says.text and state.status == "todo":
                    state.mark("started", event.at)
            case journal.CopyOpened():
                state.path = says.path
                state.version = says.version or state.version
                is_back = state.status == "parked" and state.until is not None and state.until <= event.at.date()
                if state.status == "todo" or is_back:
                    state.mark("started", event.at)
            case journal.Attempted() | journal.RunStarted() | journal.RunEnded():
                _checked(state, event, says)
            case journal.HintsShown():
                state.hints[says.exercise] = max(says.shown, state.hints.get(says.exercise, 0))
            case journal.KernelChosen():
                state.kernel = says
            case journal.SolutionShown():
                state.solution_seen = True
            case journal.CopyMoved():
                state.path = says.path
            case journal.CopyDeleted():
                state.path = state.version = None
            case journal.CopyReset() | journal.CopyUpdated() | journal.CopyRestored():
                if isinstance(says, journal.CopyReset) and says.cell is None:
                    # A fresh starter has nothing that a check could have seen, and reported no number.
                    state.checks.clear()
                    state.fresh.clear()
                    state.metrics.clear()
                state.path, state.version = says.path, says.version or state.version
                if says.backup is not None:
                    state.backups.append(says.backup)

    def _tick(self, item_id: str, state: ItemState, event: Event, says: journal.Ticked) -> None:
        before = set(state.ticks.pop(says.entry, ()))
        if says.steps:
            state.ticks[says.entry] = says.steps
        item = self._known.get(item_id)
        if before - set(says.steps):
            if state.status == "done":
                state.mark("started", event.at)
        elif isinstance(item, Checklist) and all_ticked(item, state):
            state.mark("done", event.at)
        elif says.steps and state.status != "done":
            state.mark("started", event.at)


def _checked(state: ItemState, event: Event, says: journal.Attempted | journal.RunStarted | journal.RunEnded) -> None:
    match says:
        case journal.Attempted():
            state.see(says.checks)
            state.metrics.update(says.metrics)
            if state.status == "todo":
                state.mark("started", event.at)
        case journal.RunStarted():
            state.runs.setdefault(says.run, RunRecord(says.path, event.at))
            for forgotten in list(state.runs)[:-RUNS_KEPT]:
                del state.runs[forgotten]
        case journal.RunEnded():
            state.runs.setdefault(says.run, RunRecord(says.path, event.at)).ended = says
            if says.state in ("passed", "failed"):
                state.see(says.seen)
            if says.state == "passed":
                state.metrics = dict(says.metrics)
                state.mark("done", event.at, "fresh-run")
