"""Backups of the learner's copies: written and read back before a copy is changed, and never written over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import count

from .answers import Backup
from .contents_files import Files, Kept, joined
from .journal import Clock

FOLDER = "backups"
"""The folder beside a copy that holds its backups."""


class Backups:
    """Keeps ``<item>-<date>-<number>.ipynb`` in a folder beside the copy, where the learner sees them."""

    def __init__(self, files: Files, clock: Clock) -> None:
        self._files = files
        self._clock = clock

    async def keep(self, kept: Kept, item: str) -> str:
        """Write the copy once more, byte by byte, under a free name; answers its path.

        Raises what says that it could not be kept; then nothing may be changed.
        """
        folder = joined(kept.path.rpartition("/")[0], FOLDER)
        await self._files.make_folder(folder)
        today = self._clock().astimezone().date().isoformat()
        for number in count(1):
            path = joined(folder, f"{item}-{today}-{number}.ipynb")
            if not await self._files.is_taken(path):
                break
        await self._files.duplicate(kept, path)
        return path

    async def listed(self, items: Iterable[str], copy: str | None, recorded: Iterable[str]) -> tuple[Backup, ...]:
        """The backups that are there, newest first: those ``recorded``, and those in the folders where they lie.

        ``items`` are the ids that the item has or had, ``copy`` is where its copy is. A backup whose record was lost,
        as when the server was killed, is found by its name; so is one that was moved with its folder.
        """
        known = set(recorded)
        folders = {path.rpartition("/")[0] for path in known}
        if copy is not None:
            folders.add(joined(copy.rpartition("/")[0], FOLDER))
        named = re.compile(rf"({'|'.join(map(re.escape, items))})-\d{{4}}-\d\d-\d\d-\d+\.ipynb")
        found = []
        for folder in sorted(folders):
            for name in await self._files.names(folder):
                path = joined(folder, name)
                if path in known or named.fullmatch(name):
                    found.append(Backup(path=path, at=_moment((await self._files.about(path))["last_modified"])))
        return tuple(sorted(found, key=lambda backup: (backup.at, _number(backup.path)), reverse=True))


def _number(path: str) -> int:
    digits = path.removesuffix(".ipynb").rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0


def _moment(said: datetime | str) -> datetime:
    return datetime.fromisoformat(said.replace("Z", "+00:00")) if isinstance(said, str) else said
