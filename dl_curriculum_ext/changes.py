"""What a client asks to change, checked against the curriculum and said as events."""

from collections.abc import Iterable, Iterator
from uuid import uuid4

from msgspec import UNSET

from . import journal
from .answers import Evidence, ItemPatch, NewEntry, ProgressPatch
from .catalog import LoadedPack
from .errors import BadRequest, Conflict
from .fold import ItemState, steps_of
from .journal import Draft
from .model import Checklist, Item
from .nearest import did_you_mean

NEEDS_REASON = ("skipped", "parked")


def of_progress(pack: LoadedPack, patch: ProgressPatch) -> Iterator[Draft]:
    """The events that a change of goal, hours and routes makes."""
    if patch.goal is not UNSET:
        yield Draft(None, journal.GoalSet(patch.goal.strip()))
    if patch.hours_per_week is not UNSET:
        yield Draft(None, journal.HoursSet(patch.hours_per_week))
    if patch.kernel is not UNSET:
        yield Draft(None, journal.KernelSet(patch.kernel))
    stages = {stage.id: stage for stage in pack.curriculum.stages}
    for name, routes in patch.routes.items() if patch.routes is not UNSET else ():
        _known(name, stages, f"No stage '{name}' in {pack.name}.")
        offered = [route.id for route in stages[name].routes]
        if not offered:
            raise BadRequest(f"The stage '{name}' has no routes to choose from. Leave it out of 'routes'.")
        for route in routes:
            _known(route, offered, f"The stage '{name}' has no route '{route}'. It has {_listed(offered)}.")
        yield Draft(None, journal.RoutesChosen(name, tuple(route for route in offered if route in routes)))


def of_item(item: Item, state: ItemState, patch: ItemPatch) -> Iterator[Draft]:
    """The events that a change of one item makes. Raises ``Conflict`` where the text was changed meanwhile."""
    if patch.text is not UNSET:
        if patch.revision is not UNSET and patch.revision < state.text_revision:
            raise Conflict(
                f"The text of '{item.title}' was changed elsewhere since you opened it. Nothing was overwritten: "
                f"keep a copy of yours, reload, and bring the two together."
            )
        yield Draft(item.id, journal.Written(patch.text))
    yield from _entries(item, state, patch)
    yield from _marks(item, state, patch)


def _marks(item: Item, state: ItemState, patch: ItemPatch) -> Iterator[Draft]:
    reason = "" if patch.reason is UNSET else patch.reason.strip()
    until = None if patch.until is UNSET else patch.until
    status = state.status if patch.status is UNSET else patch.status
    if reason and status not in NEEDS_REASON:
        raise BadRequest(f"A reason belongs to 'skipped' or 'parked', not to '{status}'. Leave out 'reason'.")
    if until and status != "parked":
        raise BadRequest(f"A date to come back belongs to 'parked', not to '{status}'. Leave out 'until'.")
    if patch.status is UNSET and patch.reason is UNSET and patch.until is UNSET:
        return
    if status == state.status:
        reason = state.reason if patch.reason is UNSET else reason
        until = state.until if patch.until is UNSET else until
    evidence: Evidence | None = "self" if status == "done" else None
    yield Draft(item.id, journal.Marked(status=status, evidence=evidence, reason=reason, until=until))


def _entries(item: Item, state: ItemState, patch: ItemPatch) -> Iterator[Draft]:
    if patch.ticks is UNSET and patch.add_entry is UNSET and patch.remove_entry is UNSET:
        return
    if not isinstance(item, Checklist):
        raise BadRequest(f"'{item.title}' is no checklist. Mark it with 'status' instead.")
    if patch.add_entry is not UNSET:
        yield Draft(item.id, _added(item, patch.add_entry))
    if patch.remove_entry is not UNSET:
        own = patch.remove_entry
        _known(own, state.own_entries, f"'{item.title}' has no entry '{own}' that you added.")
        yield Draft(item.id, journal.EntryRemoved(own))
    entries = [*(entry.id for entry in item.entries), *state.own_entries]
    for entry, ticked in patch.ticks.items() if patch.ticks is not UNSET else ():
        _known(entry, entries, f"'{item.title}' has no entry '{entry}'.")
        steps = steps_of(item)
        for step in ticked:
            _known(step, steps, f"'{item.title}' has no step '{step}'. It has {_listed(steps)}.")
        yield Draft(item.id, journal.Ticked(entry, tuple(step for step in steps if step in ticked)))


def _added(item: Checklist, entry: NewEntry) -> journal.EntryAdded:
    if not item.own_entries:
        raise BadRequest(f"'{item.title}' takes no entries of your own. Keep them as a note, with 'text'.")
    return journal.EntryAdded(id=f"own-{uuid4().hex[:12]}", title=entry.title.strip() or entry.url, url=entry.url)


def _known(name: str, known: Iterable[str], message: str) -> None:
    known = list(known)
    if name not in known:
        raise BadRequest(message + did_you_mean(name, known))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
