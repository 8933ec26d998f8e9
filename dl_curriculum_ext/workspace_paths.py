"""Names of folders and files in the learner's workspace, in the contents manager's terms."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .errors import BadRequest, Forbidden

_CHOOSE = "Choose a folder inside the server's root folder in the settings, such as 'deep-learning'."
_MAX_BYTES = 240
"""Of one part of a path; file systems take 255, and backups and checkpoints add to a name."""


def inner_path(path: str, *, hidden: bool) -> str:
    """``path`` without superfluous slashes, relative to the server's root; raises `BadRequest`.

    ``hidden`` says whether the contents manager shows names that begin with a dot.
    """
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        raise BadRequest(f"The workspace folder {path!r} is an absolute path. {_CHOOSE}")
    if path.startswith("~"):
        raise BadRequest(f"The workspace folder {path!r} begins with '~', which is not read here. {_CHOOSE}")
    if "\\" in path:
        raise BadRequest(f"The workspace folder {path!r} has a backslash. Put / between the names of folders.")
    if any(ord(letter) < 32 or ord(letter) == 127 or 0xD800 <= ord(letter) < 0xE000 for letter in path):
        raise BadRequest(f"The workspace folder {path!r} holds a character that no name can have. {_CHOOSE}")
    parts = [part for part in path.split("/") if part]
    for part in parts:
        if any(step in {".", ".."} for step in re.split(r"[/\\]", _decoded(part))):
            raise BadRequest(f"The workspace folder {path!r} must not hold '.' or '..' as a name. {_CHOOSE}")
        if part.startswith(".") and not hidden:
            message = f"The folder {part!r} would be hidden, since its name begins with a dot. Choose another name."
            raise BadRequest(message)
        if len(part.encode()) > _MAX_BYTES:
            raise BadRequest(f"The folder name {part[:40] + '…'!r} is too long. Choose a shorter one in the settings.")
    return "/".join(parts)


def shows_hidden(contents: Any) -> bool:
    return bool(getattr(contents, "allow_hidden", False))


def on_disk(contents: Any, path: str) -> Path | None:
    """Where the path is on this machine's disk, or None where the manager keeps its files elsewhere.

    Every contents manager has a ``root_dir``; only those that keep files below it can delete to the trash.
    """
    if not hasattr(contents, "delete_to_trash"):
        return None
    return Path(contents.root_dir, *path.split("/"))


def refuse_way_out(contents: Any, path: str) -> None:
    """Raise `Forbidden` where links lead ``path`` out of the contents manager's root, which it would follow."""
    place = on_disk(contents, path)
    if place is None:
        return
    root, real = os.path.realpath(contents.root_dir), os.path.realpath(place)
    if os.path.commonpath([root, real]) != root:
        raise Forbidden(f"'{path}' is a link that leads out of the server's root folder. {_CHOOSE}")


def _decoded(part: str) -> str:
    """The name as a careless reader of URLs would take it, however often it is encoded."""
    for _ in range(len(part)):
        decoded = unquote(part)
        if decoded == part:
            break
        part = decoded
    return part
