"""Keeps a log folded and the answer that it makes encoded, so that a mark costs only what it changes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

import msgspec

from .answers import ItemProgress
from .catalog import LoadedPack
from .fold import Fold
from .model import Item
from .progress import item_progress, progress

if TYPE_CHECKING:
    from .store import Log

Checks = Callable[[LoadedPack, Item], Mapping[str, str]]
"""The checks of an item, each with the hash of its source."""


class Standing:
    """Where a learner stands in one pack.

    An item's part of the answer is made anew when an event names the item, the counts at every change of the log; for
    another version of the pack a new standing is made.
    """

    def __init__(self, pack: LoadedPack, learner: str, checks: Checks) -> None:
        self.pack = pack
        self.fold = Fold(pack)
        self._learner = learner
        self._checks = checks
        self._log: Log = ()
        self._items: dict[str, tuple[int, msgspec.Raw]] = {}
        """By id: the item's revision, and its part as JSON."""
        self._answers: dict[tuple[date, tuple[str, ...]], bytes] = {}

    def follows(self, log: "Log") -> bool:
        """Whether a log is the folded one and more: the very same events, as the store keeps them."""
        earlier = self._log
        return log is earlier or not earlier or (len(log) > len(earlier) and log[len(earlier) - 1] is earlier[-1])

    def follow(self, log: "Log") -> None:
        """Fold what a log, which has to follow, adds."""
        if log is not self._log:
            self.fold.apply(log[len(self._log) :])
            self._log, self._answers = log, {}

    def encoded(self, today: date, notices: tuple[str, ...]) -> bytes:
        """The answer to ``GET …/progress`` as JSON."""
        if (today, notices) not in self._answers:
            # Raw is written as it stands, in the place of the struct that it was made from.
            items = cast("dict[str, ItemProgress]", {item.id: self._item(item) for _, item in self.pack.items()})
            answer = progress(self.pack, self._learner, self.fold, today, items, notices)
            self._answers = {(today, notices): msgspec.json.encode(answer)}
        return self._answers[today, notices]

    def _item(self, item: Item) -> msgspec.Raw:
        state = self.fold.items.get(item.id)
        revision = state.revision if state else 0
        kept = self._items.get(item.id)
        if kept is None or kept[0] != revision:
            part = item_progress(item, state, self._checks(self.pack, item))
            kept = self._items[item.id] = revision, msgspec.Raw(msgspec.json.encode(part))
        return kept[1]
