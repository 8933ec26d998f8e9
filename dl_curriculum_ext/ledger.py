"""What a room beside the service may do with the learner's log."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from msgspec import Struct

from .catalog import LoadedPack
from .fold import Fold, ItemState
from .journal import Draft


class Aside(Protocol):
    """Runs work in the one thread that reads packs and owns the database."""

    def __call__(self, work: Callable[[], Any]) -> Awaitable[Any]: ...


class Record(Protocol):
    """Appends what ``decide`` says of the log as it is then; answers the new progress as JSON."""

    def __call__(self, name: str, decide: Callable[[LoadedPack, Fold], Iterable[Draft]]) -> Awaitable[bytes]: ...


class Ledger(Struct, frozen=True):
    aside: Aside
    record: Record
    state: Callable[[str, str], tuple[LoadedPack, ItemState]]
    """A pack by name and an item's state by id; called aside."""
    fold: Callable[[str], tuple[LoadedPack, Fold]]
    """A pack by name and all that is true of it; called aside, and not kept."""
