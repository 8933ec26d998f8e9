"""The append-only log of what happened, in a database; nothing in it is ever changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import sqlalchemy as sa

from .database import Database
from .journal import Clock, Draft, Event, in_order

Log: TypeAlias = tuple[Event, ...]
Decide: TypeAlias = Callable[[Log], Sequence[Draft]]

_events = sa.table(
    "curriculum_events",
    *(sa.column(name) for name in ("learner", "uuid", "curriculum", "item", "kind", "at")),
    sa.column("data", sa.JSON),
)
_theirs = sa.and_(
    _events.c.learner == sa.bindparam("of_learner"), _events.c.curriculum == sa.bindparam("of_curriculum")
)
_count = sa.select(sa.func.count()).select_from(_events).where(_theirs)
_all = sa.select(_events).where(_theirs)
_insert = _events.insert()
_numbers = sa.select(_events.c.uuid).where(_events.c.learner == sa.bindparam("of_learner"))


@dataclass
class _Kept:
    """A log as it was read last, from which opening of the database, and at which of its versions."""

    opened: int
    version: tuple[int, int] | None = None
    log: Log = ()


class EventStore:
    """Reads and appends; every call is made from the one thread that owns the database.

    What was read is kept as long as nobody else changed the database or, where only reading tells, as long as it holds
    as many events of that learner: an append-only log of the same length is the same log, whoever else writes to it.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self._clock = clock
        self._kept: dict[tuple[str, str], _Kept] = {}

    def read(self, learner: str, curriculum: str) -> Log:
        """All events in order. The very same tuple is returned as long as nothing was added."""
        version = self.database.version()
        kept = self._kept.get((learner, curriculum))
        if kept is not None and version is not None and kept.version == version:
            return kept.log
        nothing: Log = ()
        return self.database.read(lambda connection: self._current(connection, learner, curriculum), nothing)

    def append(self, learner: str, curriculum: str, decide: Decide) -> tuple[Log, Log]:
        """Ask ``decide`` what is to be added to the log as it is now, and add it in the same transaction.

        Returns the new log and what was added. A time is never before that of the log's last event, so that a clock
        set back cannot bury a new mark under an old one.
        """

        def appending(connection: sa.Connection) -> tuple[Log, Log]:
            log = self._current(connection, learner, curriculum)
            moment = self._clock()
            added: list[Event] = []
            for draft in decide(log):
                last = added[-1] if added else log[-1] if log else None
                at = max(moment, last.at + timedelta(microseconds=1)) if last else moment
                event = Event(
                    uuid=uuid4(),
                    learner=learner,
                    curriculum=curriculum,
                    item=draft.item,
                    kind=draft.kind,
                    at=at,
                    data=draft.data,
                )
                added.append(event)
            if added:
                connection.execute(_insert, [_row(event) for event in added])
            return (*log, *added) if added else log, tuple(added)

        log, added = self.database.write(appending)
        # Only now, since nothing was added where the transaction failed.
        self._kept[learner, curriculum].log = log
        return log, added

    def merge(self, learner: str, events: Sequence[Event]) -> Log:
        """Add those events of one learner that are not there yet: all of them, or on any error none."""

        def merging(connection: sa.Connection) -> Log:
            known = set(connection.scalars(_numbers, {"of_learner": learner}))
            lacking = tuple(event for event in events if str(event.uuid) not in known)
            if lacking:
                connection.execute(_insert, [_row(event) for event in lacking])
            return lacking

        added = self.database.write(merging)
        if added:
            self._kept.clear()
        return added

    def _current(self, connection: sa.Connection, learner: str, curriculum: str) -> Log:
        version = self.database.version_within(connection)
        kept = self._kept.get((learner, curriculum))
        if kept is None or kept.opened != self.database.opened:
            kept = self._kept[learner, curriculum] = _Kept(self.database.opened)
        if kept.version is None or kept.version != version:
            of = {"of_learner": learner, "of_curriculum": curriculum}
            if connection.scalar(_count, of) != len(kept.log):
                kept.log = tuple(in_order(_event(row) for row in connection.execute(_all, of).mappings()))
            kept.version = version
        return kept.log


def _row(event: Event) -> dict[str, Any]:
    at = event.at.astimezone(timezone.utc).replace(tzinfo=None)
    return {
        "learner": event.learner,
        "uuid": str(event.uuid),
        "curriculum": event.curriculum,
        "item": event.item,
        "kind": event.kind,
        "at": at.isoformat(timespec="microseconds") + "Z",
        "data": event.data,
    }


def _event(row: Any) -> Event:
    at = datetime.fromisoformat(row["at"].removesuffix("Z")).replace(tzinfo=timezone.utc)
    return Event(**{**row, "uuid": UUID(row["uuid"]), "at": at})
