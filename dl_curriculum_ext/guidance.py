"""Hints one at a time, solutions and finished examples, when the learner asks; counted against nobody."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from . import journal
from .catalog import LoadedPack
from .check_answers import ExerciseHints, Hints, HintsRequest, Solution, SolutionCell
from .errors import BadRequest, NotFound
from .fold import Fold, ItemState
from .journal import Draft
from .ledger import Ledger
from .model import Capstone, Exercise
from .nearest import did_you_mean
from .starter_cells import Starter, Starters


class Guidance:
    """What the routes of hints and solutions call."""

    def __init__(self, ledger: Ledger, starters: Starters) -> None:
        self._ledger = ledger
        self._starters = starters

    async def hints(self, name: str, item_id: str) -> Hints:
        """The hints that were asked for so far, and how many there are."""

        def reading() -> Hints:
            pack, state, starter = self._item(name, item_id)
            return _hints(starter, self._texts(pack, item_id), state.hints)

        found: Hints = await self._ledger.aside(reading)
        return found

    async def show_hints(self, name: str, item_id: str, request: HintsRequest) -> Hints:
        """Show an exercise's hints up to a number; asking again for the same shows no more."""
        pack, _, starter = await self._ledger.aside(lambda: self._item(name, item_id))
        texts = await self._ledger.aside(lambda: self._texts(pack, item_id))
        item = pack.item(item_id)
        names = {cell.id: cell.name for cell in starter.exercises}
        exercise = names.get(request.exercise, request.exercise)
        if exercise not in names.values():
            meant = did_you_mean(request.exercise, list(names.values()))
            raise NotFound(f"'{item.title}' has no exercise '{request.exercise}'.{meant}")
        total = len(texts.get(exercise, ()))
        if request.shown > total:
            raise BadRequest(f"The exercise '{exercise}' has {total} hints. Ask for at most as many.")

        def decide(pack: LoadedPack, fold: Fold) -> Iterable[Draft]:
            now = fold.items.get(item.id) or ItemState()
            if now.hints.get(exercise, 0) < request.shown:
                yield Draft(item.id, journal.HintsShown(exercise, request.shown))

        await self._ledger.record(name, decide)
        return await self.hints(name, item_id)

    async def solution(self, name: str, item_id: str) -> Solution:
        """The solution's notebook, of a project a finished example's, with a map of its cells."""

        def reading() -> tuple[str, dict[str, Any], Starter, bool]:
            pack, state = self._ledger.state(name, item_id)
            item = pack.item(item_id)
            if not isinstance(item, Exercise | Capstone):
                raise NotFound(f"'{item.title}' has no solution; only exercises have one.")
            if isinstance(item, Capstone) and not item.example:
                raise NotFound(f"'{item.title}' comes without a finished example; its headings say what belongs in it.")
            file = pack.solution_file(item)
            starter = self._starters.read(file, item.id)
            return item.id, msgspec.json.decode(file.read_bytes()), starter, not state.solution_seen

        item, notebook, cells, is_first = await self._ledger.aside(reading)
        if is_first:
            await self._ledger.record(name, lambda *_: [Draft(item, journal.SolutionShown())])
        return Solution(
            notebook=notebook,
            cells=tuple(
                SolutionCell(cell=cell.id, index=cell.index, role=cell.role, name=cell.name) for cell in cells.cells
            ),
            first=is_first,
        )

    def _item(self, name: str, item_id: str) -> tuple[LoadedPack, ItemState, Starter]:
        pack, state = self._ledger.state(name, item_id)
        return pack, state, self._starters.of(pack, pack.item(item_id))

    def _texts(self, pack: LoadedPack, item_id: str) -> dict[str, tuple[str, ...]]:
        item = pack.item(item_id)
        if not isinstance(item, Exercise | Capstone):
            return {}
        return _read_hints(pack.starter_file(item).with_suffix(".hints.json"))


def _read_hints(file: Path) -> dict[str, tuple[str, ...]]:
    """What the builder cut from the source; a pack written by hand may have none."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, tuple[str, ...]])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotFound(
            f"The pack's file {file} cannot be read ({error}). Install the curriculum again, or tell its author."
        ) from error


def _hints(starter: Starter, texts: dict[str, tuple[str, ...]], asked: dict[str, int]) -> Hints:
    return Hints(
        exercises=tuple(
            ExerciseHints(
                exercise=cell.name,
                cell=cell.id,
                shown=texts.get(cell.name, ())[: asked.get(cell.name, 0)],
                total=len(texts.get(cell.name, ())),
            )
            for cell in starter.exercises
        )
    )
