"""Keeps the saves of others and our own apart, since a contents manager cannot save only if nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from .errors import Conflict

if TYPE_CHECKING:
    from .journal import Clock

_LONGEST = timedelta(minutes=1)
"""A save that did not end by then has failed: nobody is told when one fails."""


class Saves:
    """Which files are being saved just now; the contents manager's hooks tell before and after every save."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._begun: dict[str, datetime] = {}
        self._ours: dict[str, dict[str, Any]] = {}

    def begins(self, path: str, model: dict[str, Any]) -> bool:
        """Take note of a save; answers whether it may go on, which it may not while we write the same file."""
        path = path.strip("/")
        ours = self._ours.get(path)
        if ours is None:
            self._begun[path] = self._clock()
        return ours is None or ours is model

    def ended(self, path: str) -> None:
        self._begun.pop(path.strip("/"), None)

    @contextmanager
    def alone(self, path: str, model: dict[str, Any]) -> Iterator[None]:
        """Keep others from saving the file until ``model`` is saved; raises `Conflict` where another is at it."""
        begun = self._begun.get(path)
        if begun is not None and self._clock() - begun < _LONGEST:
            raise Conflict(f"'{path}' is being saved just now. Wait a moment, then ask again.")
        self._ours[path] = model
        try:
            yield
        finally:
            del self._ours[path]
