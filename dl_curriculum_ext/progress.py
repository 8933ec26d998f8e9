"""Where the learner stands: the folded log held against the curriculum."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from .answers import Gone, ItemProgress, Progress, StageProgress, Totals
from .catalog import LoadedPack
from .fold import Fold, ItemState, steps_of
from .journal import Event, in_order
from .model import Checklist, Item, Stage

UNTOUCHED = ItemState()
"""The state of every item that no event named; only read."""
PASSED = ("done", "skipped")


def progress_of(pack: LoadedPack, learner: str, log: Iterable[Event], today: date) -> Progress:
    """Fold a log, in whichever order it comes, into the learner's progress."""
    fold = Fold(pack)
    fold.apply(in_order(log))
    items = {item.id: item_progress(item, fold.items.get(item.id), {}) for _, item in pack.items()}
    return progress(pack, learner, fold, today, items)


def progress(
    pack: LoadedPack,
    learner: str,
    fold: Fold,
    today: date,
    items: dict[str, ItemProgress],
    notices: tuple[str, ...] = (),
) -> Progress:
    """The answer to ``GET …/progress``; ``today`` is the learner's date, on which parked items come back."""
    curriculum = pack.curriculum
    routes = {stage.id: followed(stage, fold) for stage in curriculum.stages if stage.routes}
    stages = {stage.id: _stage(stage, fold) for stage in curriculum.stages}
    if fold.unreadable:
        notices = (
            *notices,
            f"{fold.unreadable} of the recorded events cannot be read by this version and were left out; they are "
            f"still in the log. An export shows them.",
        )
    return Progress(
        curriculum=pack.name,
        learner=learner,
        goal=fold.goal,
        hours_per_week=fold.hours_per_week,
        routes=routes,
        current_stage=next((name for name, stage in stages.items() if not stage.passed), None),
        next_item=_next_item(curriculum.stages, stages, fold, today),
        totals=Totals(
            done=sum(stage.done for stage in stages.values()),
            required=sum(stage.required for stage in stages.values()),
            skipped=sum(stage.skipped for stage in stages.values()),
            minutes_left=sum(stage.minutes_left for stage in stages.values()),
        ),
        stages=stages,
        items=items,
        gone=tuple(
            Gone(id=name, status=state.status, at=state.at, path=state.path)
            for name, state in fold.items.items()
            if name not in items
        ),
        notices=notices,
    )


def followed(stage: Stage, fold: Fold) -> tuple[str, ...]:
    """The routes that the learner follows, in the stage's order; one that the stage no longer has is left out."""
    chosen = fold.routes.get(stage.id, ())
    return tuple(route.id for route in stage.routes if route.id in chosen)


def _state(fold: Fold, item_id: str) -> ItemState:
    # Not fold.items[item_id]: reading must not make an item that no event named.
    return fold.items.get(item_id) or UNTOUCHED


def _counting(stage: Stage, fold: Fold) -> Iterator[tuple[Item, ItemState]]:
    routes = followed(stage, fold)
    for item in stage.items:
        if not item.optional and (item.route is None or item.route in routes):
            yield item, _state(fold, item.id)


def _stage(stage: Stage, fold: Fold) -> StageProgress:
    counting = list(_counting(stage, fold))
    passed = _finished(stage, fold, counting, PASSED)
    return StageProgress(
        done=sum(state.status == "done" for _, state in counting),
        required=len(counting),
        skipped=sum(state.status == "skipped" for _, state in counting),
        complete=_finished(stage, fold, counting, ("done",)),
        passed=passed,
        minutes_left=0 if passed else round(sum(_minutes_left(item, state) for item, state in counting)),
    )


def _finished(stage: Stage, fold: Fold, counting: list[tuple[Item, ItemState]], statuses: tuple[str, ...]) -> bool:
    left = {item.route for item, state in counting if state.status not in statuses}
    if None in left:
        return False
    return not stage.routes or any(route not in left for route in followed(stage, fold))


def _minutes_left(item: Item, state: ItemState) -> float:
    if state.status in PASSED:
        return 0
    if isinstance(item, Checklist) and item.entries:
        ticks = sum(len(state.ticks.get(entry.id, ())) for entry in item.entries)
        return item.minutes * max(0.0, 1 - ticks / (len(item.entries) * len(steps_of(item))))
    return item.minutes


def _next_item(stages: tuple[Stage, ...], stood: dict[str, StageProgress], fold: Fold, today: date) -> str | None:
    for stage in stages:
        if stood[stage.id].passed:
            continue
        counting = list(_counting(stage, fold))
        for wanted in ("started", "todo"):
            for item, state in counting:
                if _present(state, today) == wanted:
                    return item.id
        if not any(state.status == "parked" for _, state in counting):
            # Only a route that was not chosen yet stands in the way.
            return None
    return None


def _present(state: ItemState, today: date) -> str:
    is_back = state.status == "parked" and state.until is not None and state.until <= today
    return "todo" if is_back else state.status


def item_progress(item: Item, state: ItemState | None, checks: Mapping[str, str]) -> ItemProgress:
    """An item's part of the answer; ``checks`` are its checks, each with the hash of its source."""
    if state is None:
        return ItemProgress(checks=dict.fromkeys(checks, "not-run"))
    ticks, own = state.ticks, tuple(state.own_entries.values())
    if isinstance(item, Checklist):
        entries = [*(entry.id for entry in item.entries), *state.own_entries]
        steps = steps_of(item)
        ticks = {
            entry: tuple(step for step in steps if step in state.ticks[entry])
            for entry in entries
            if entry in state.ticks
        }
    return ItemProgress(
        status=state.status,
        evidence=state.evidence,
        at=state.at,
        path=state.path,
        checks=state.check_states(checks),
        run=next(reversed(state.runs), None),
        metrics=state.metrics,
        hints=state.hints,
        solution_seen=state.solution_seen,
        version=state.version,
        ticks=ticks,
        own_entries=own,
        reason=state.reason,
        until=state.until,
        text=state.text,
        revision=state.revision,
    )
