"""What can happen on the way through a curriculum: the kinds of events that the log holds."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Any, TypeAlias
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from .answers import CheckState, Evidence, Metric, Moment, Status
from .check_answers import BrokenCell, CheckOutcome, RunState
from .errors import BadRequest

Clock: TypeAlias = Callable[[], datetime]
Kind: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]

AHEAD = timedelta(days=1)
"""How far another machine's clock may run before this one's and its events still be believed."""


class Event(Struct, frozen=True, kw_only=True):
    """One thing that happened; folding them in the order of ``(at, uuid)`` gives the state."""

    uuid: UUID
    learner: Annotated[str, Meta(max_length=200)] = ""
    curriculum: Annotated[str, Meta(max_length=200)]
    item: Annotated[str, Meta(max_length=200)] | None = None
    kind: Kind
    at: Moment
    data: dict[str, Any] = {}


class Happening(Struct, frozen=True, forbid_unknown_fields=False):
    """What an event of a known kind says; fields of later versions are passed over."""


class Marked(Happening, frozen=True, tag="marked"):
    status: Status
    evidence: Evidence | None = None
    reason: str = ""
    until: date | None = None


class Ticked(Happening, frozen=True, tag="ticked"):
    entry: str
    steps: tuple[str, ...]
    """All the steps ticked from now on; empty where the entry was unticked."""


class EntryAdded(Happening, frozen=True, tag="entry-added"):
    id: str
    title: str
    url: str = ""


class EntryRemoved(Happening, frozen=True, tag="entry-removed"):
    id: str


class Written(Happening, frozen=True, tag="written"):
    text: str


class CopyOpened(Happening, frozen=True, tag="opened"):
    path: str
    created: bool = False
    version: str | None = None
    """Of the curriculum, where the copy was made just then."""


class CopyMoved(Happening, frozen=True, tag="moved"):
    path: str


class CopyDeleted(Happening, frozen=True, tag="deleted"):
    path: str
    """Where it was; the status and all that was done before stay."""


class CopyReset(Happening, frozen=True, tag="reset"):
    path: str
    backup: str
    version: str | None = None
    cell: str | None = None


class CopyUpdated(Happening, frozen=True, tag="updated"):
    path: str
    version: str
    backup: str | None = None


class CopyRestored(Happening, frozen=True, tag="restored"):
    path: str
    restored: str
    version: str | None = None
    backup: str | None = None


class SeenCheck(Struct, frozen=True):
    """How a check went, and which source of it that was."""

    check: str
    state: CheckState
    sha256: str


class Attempted(Happening, frozen=True, tag="attempt"):
    checks: tuple[SeenCheck, ...]
    metrics: dict[str, Metric] = {}


class RunStarted(Happening, frozen=True, tag="run-started"):
    run: str
    path: str


class RunEnded(Happening, frozen=True, kw_only=True, tag="run-ended"):
    """A fresh run's end, whichever; one that passed is the evidence ``fresh-run``."""

    run: str
    state: RunState
    message: str = ""
    seconds: float = 0
    cell: int = 0
    cells: int = 0
    checks: tuple[CheckOutcome, ...] = ()
    seen: tuple[SeenCheck, ...] = ()
    broken: BrokenCell | None = None
    restored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    path: str = ""
    kernel: str = ""
    device: str = ""
    versions: dict[str, str] = {}
    notebook_sha256: str = ""
    metrics: dict[str, Metric] = {}
    machine: str = ""
    """Where it ran, as a digest that tells one machine from another and nothing else."""


class KernelChosen(Happening, frozen=True, tag="kernel-chosen"):
    """For one copy; it holds until the notebook itself says another one than then."""

    kernel: str
    instead_of: str = ""


class HintsShown(Happening, frozen=True, tag="hint"):
    exercise: str
    shown: int
    """How many of them from now on."""


class SolutionShown(Happening, frozen=True, tag="solution"):
    pass


class GoalSet(Happening, frozen=True, tag="goal-set"):
    goal: str


class HoursSet(Happening, frozen=True, tag="hours-set"):
    hours_per_week: float | None


class KernelSet(Happening, frozen=True, tag="kernel-set"):
    """For every notebook of the curriculum that has none of its own yet."""

    kernel: str | None


class RoutesChosen(Happening, frozen=True, tag="routes-chosen"):
    stage: str
    routes: tuple[str, ...]


OF_COPIES = (CopyOpened, CopyMoved, CopyDeleted, CopyReset, CopyUpdated, CopyRestored)
OF_HELP = (Attempted, RunStarted, RunEnded, HintsShown, SolutionShown)
OF_ITEMS = (Marked, Ticked, EntryAdded, EntryRemoved, Written, KernelChosen, *OF_COPIES, *OF_HELP)
OF_LEARNER = (GoalSet, HoursSet, RoutesChosen, KernelSet)
KINDS: dict[str, type[Happening]] = {str(kind.__struct_config__.tag): kind for kind in (*OF_ITEMS, *OF_LEARNER)}


def happening(event: Event) -> Happening | None:
    """What an event says; None for a kind that only a later version knows. Raises ``msgspec.ValidationError``."""
    kind = KINDS.get(event.kind)
    if kind is None:
        return None
    if (event.item is not None) != (kind in OF_ITEMS):
        wanted = "names no item" if kind in OF_ITEMS else "names an item"
        raise msgspec.ValidationError(f"an event of kind '{event.kind}' that {wanted}")
    return msgspec.convert(event.data | {"type": event.kind}, kind)


class Draft(Struct, frozen=True):
    """An event still without its time and number."""

    item: str | None
    says: Happening

    @property
    def kind(self) -> str:
        return str(self.says.__struct_config__.tag)

    @property
    def data(self) -> dict[str, Any]:
        """As JSON gives it back, so that an event is the same before and after it was stored."""
        found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self.says))
        del found["type"]
        return found


def in_order(events: Iterable[Event]) -> list[Event]:
    """Sort by time; where two happened at once, by uuid, so that every machine agrees."""
    return sorted(events, key=lambda event: (event.at, event.uuid))


def to_lines(events: Iterable[Event]) -> bytes:
    """As JSON Lines, one event each."""
    return b"".join(msgspec.json.encode(event) + b"\n" for event in events)


def from_lines(text: bytes, learner: str, curriculum: str, now: datetime) -> list[Event]:
    """Read an export back as the learner's own events.

    Raises ``BadRequest`` that names the first line that is off; then none of them is to be used.
    """
    found: dict[UUID, Event] = {}
    for number, line in enumerate(text.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if not line.strip():
            continue
        event = _from_line(number, line, learner, curriculum, now)
        if found.setdefault(event.uuid, event) != event:
            raise BadRequest(
                f"Line {number} of the import repeats the event {event.uuid} with other contents. Nothing was added: "
                f"remove one of the two lines, then import again."
            )
    return list(found.values())


def _from_line(number: int, line: bytes, learner: str, curriculum: str, now: datetime) -> Event:
    def off(what: str) -> BadRequest:
        return BadRequest(f"Line {number} of the import {what}. Nothing was added: mend the line or export anew.")

    try:
        event = msgspec.json.decode(line, type=Event)
        event = msgspec.structs.replace(event, learner=learner, at=event.at.astimezone(timezone.utc))
        happening(event)
    except msgspec.ValidationError as error:
        raise off(f"is no event of the progress log ({error})") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise off(f"is not JSON ({error})") from error
    except OverflowError as error:
        raise off("has a time that no calendar knows") from error
    if event.curriculum != curriculum:
        raise off(f"belongs to the curriculum '{event.curriculum}', not to '{curriculum}'")
    if event.at > now + AHEAD:
        raise off(f"lies in the future ({event.at:%Y-%m-%d}); check the clocks of both machines")
    return event
