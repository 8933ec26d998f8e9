"""Files in a contents manager: read byte by byte, and written so that nothing is lost on the way."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import msgspec
from jupyter_core.utils import ensure_async

from .contents_errors import explained, status_of
from .errors import Conflict, NotFound
from .saves import Saves
from .workspace_paths import on_disk, refuse_way_out


@dataclass(frozen=True)
class Kept:
    """A file as it was read: enough to write the very same again."""

    path: str
    type: str
    """``file``, or ``notebook`` where the manager gives notebooks only as such."""
    format: str
    content: Any
    hash: str

    def is_same(self, other: Kept) -> bool:
        return (self.type, self.format, self.content) == (other.type, other.format, other.content)


class Files:
    """What copies and backups need of Jupyter's contents manager, whose answers may have to be awaited."""

    def __init__(self, contents: Any, saves: Saves | None = None) -> None:
        self._contents = contents
        self._saves = saves

    async def is_file(self, path: str) -> bool:
        return bool(await ensure_async(self._contents.file_exists(path)))

    async def is_taken(self, path: str) -> bool:
        if await self.is_file(path) or await ensure_async(self._contents.dir_exists(path)):
            return True
        # A link to nowhere: for the contents manager it does not exist, yet it would write through it.
        place = on_disk(self._contents, path)
        return place is not None and place.is_symlink()

    async def names(self, folder: str) -> list[str]:
        """The names in a folder; none where there is no such folder."""
        if not await ensure_async(self._contents.dir_exists(folder)):
            return []
        listing = await ensure_async(self._contents.get(folder, content=True, type="directory"))
        return [entry["name"] for entry in listing["content"]]

    async def about(self, path: str) -> dict[str, Any]:
        """What the manager says of a file, without its contents."""
        found: dict[str, Any] = await ensure_async(self._contents.get(path, content=False))
        return found

    async def read(self, path: str) -> Kept:
        """The file as its bytes are; raises `NotFound`, or what the manager raises."""
        for type_, format_ in (("file", "text"), ("file", "base64"), ("notebook", "json")):
            try:
                return await self._read(path, type_, format_)
            except Exception as error:
                if status_of(error) == 404:
                    raise NotFound(f"'{path}' is not there any more. Reload the page to see what is.") from error
                if status_of(error) != 400 or type_ == "notebook":
                    raise explained(error, f"read '{path}'") from error
        raise AssertionError

    async def read_notebook(self, path: str) -> tuple[dict[str, Any], str]:
        """The notebook with its cells' sources in one piece and outputs marked as trusted, and the file's hash."""
        try:
            kept = await self._read(path, "notebook", "json")
        except Exception as error:
            if status_of(error) == 400:
                raise Conflict(
                    f"'{path}' cannot be read as a notebook. Reset it, which keeps it as a backup, or mend it."
                ) from error
            raise explained(error, f"read '{path}'") from error
        return kept.content, kept.hash

    async def _read(self, path: str, type_: str, format_: str) -> Kept:
        of: dict[str, Any] = {"content": True, "type": type_}
        if type_ == "file":
            of["format"] = format_
        try:
            model = await ensure_async(self._contents.get(path, require_hash=True, **of))
        except TypeError:  # a manager from before jupyter_server 2.11
            model = await ensure_async(self._contents.get(path, **of))
        content = model["content"]
        return Kept(path, type_, format_, content, model.get("hash") or _hash(content))

    async def create(self, content: dict[str, Any], path: str) -> None:
        """Save under a free name; after a failure nothing is left under it."""
        try:
            await ensure_async(self._contents.save(content, path))
        except Exception as error:
            await self._remove_half_written(path)
            raise explained(error, f"write '{path}'") from error

    async def replace(self, content: dict[str, Any], seen: Kept) -> str:
        """Save over a file unless it is another than was ``seen``; answers its new hash."""
        with self._saves.alone(seen.path, content) if self._saves else nullcontext():
            now = await self.read(seen.path)
            if not now.is_same(seen):
                raise changed_meanwhile(seen.path)
            try:
                await ensure_async(self._contents.save(content, seen.path))
            except Exception as error:
                raise explained(error, f"write '{seen.path}'") from error
            return (await self.read(seen.path)).hash

    async def duplicate(self, kept: Kept, path: str) -> None:
        """Write what was read under a free name, and read it back; raises `Conflict` where it is not the same."""
        refuse_way_out(self._contents, path)
        await self.create({"type": kept.type, "format": kept.format, "content": kept.content}, path)
        if not (await self.read(path)).is_same(kept):
            await self._remove_half_written(path)
            raise Conflict(
                f"The backup '{path}' could not be read back as it was written, so nothing was changed. See whether "
                "the disk is sound, then try again."
            )

    async def make_folder(self, folder: str) -> None:
        path = ""
        for part in folder.split("/") if folder else ():
            path = joined(path, part)
            if await ensure_async(self._contents.dir_exists(path)):
                continue
            if await self.is_taken(path):
                raise Conflict(
                    f"The folder '{path}' cannot be made, because a file has that name. Rename the file, or choose "
                    "another workspace folder in the settings."
                )
            try:
                await ensure_async(self._contents.save({"type": "directory"}, path))
            except Exception as error:
                if await ensure_async(self._contents.dir_exists(path)):
                    continue
                raise explained(error, f"make the folder '{path}'") from error

    async def _remove_half_written(self, path: str) -> None:
        place = on_disk(self._contents, path)
        if place is not None:
            # Not by way of the trash, which needs room on the disk that is perhaps full.
            await asyncio.to_thread(place.unlink, missing_ok=True)
            await ensure_async(self._contents.checkpoints.delete_all_checkpoints(path))
        elif await self.is_file(path):
            await ensure_async(self._contents.delete(path))


def joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def changed_meanwhile(path: str) -> Conflict:
    return Conflict(
        f"'{path}' was changed since you last saw it, so nothing was done to it. Reload the notebook, look at it, and "
        "ask again."
    )


def _hash(content: Any) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else msgspec.json.encode(content)).hexdigest()
