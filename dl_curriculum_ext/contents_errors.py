"""What went wrong in a contents manager, in the learner's words.

A contents manager raises tornado's ``HTTPError``, with the operating system's error behind it as cause or context. Only
its ``status_code`` is looked at, so this needs no tornado and takes other managers' errors too.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator

from .errors import BadRequest, Conflict, CurriculumError, DiskFull, Forbidden, TooLarge

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM}
_TAKEN = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR}


def explained(error: Exception, doing: str) -> Exception:
    """The error for the learner, or ``error`` itself where it is none of theirs; ``doing`` reads after "to"."""
    if isinstance(error, CurriculumError):
        return error
    codes = {behind.errno for behind in _behind(error) if isinstance(behind, OSError)}
    if codes & _FULL:
        return DiskFull(f"There is no room on the disk to {doing}. Nothing was changed. Free some space and try again.")
    if errno.EROFS in codes:
        return Forbidden(f"The disk is read-only, so there is no way to {doing}. Choose a folder on another disk.")
    if codes & _REFUSED:
        return Forbidden(
            f"The server may not {doing}: it lacks the permission. Give it leave to write there, or choose another "
            "workspace folder in the settings."
        )
    if errno.ENAMETOOLONG in codes:
        return BadRequest(f"The name is too long to {doing}. Choose a shorter workspace folder in the settings.")
    if codes & _TAKEN:
        return Conflict(
            f"Something else is in the way, so there is no way to {doing}. Rename it, or choose another workspace "
            "folder in the settings."
        )
    return _by_status(error, doing)


def status_of(error: BaseException) -> int | None:
    """The HTTP status that the contents manager gave it, where there is one."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _by_status(error: Exception, doing: str) -> Exception:
    reason = getattr(error, "log_message", None) or getattr(error, "reason", None) or "no reason given"
    choose = "Choose another workspace folder in the settings."
    match status_of(error):
        case 400:
            return BadRequest(f"The server refuses to {doing} ({reason}). {choose}")
        case 403 | 404:
            return Forbidden(f"The server does not let you {doing} ({reason}). {choose}")
        case 409:
            return Conflict(f"Something else is in the way, so there is no way to {doing} ({reason}). {choose}")
        case 413:
            return TooLarge(f"It is too large for this server to {doing} ({reason}). Ask who runs the server.")
        case 507:
            return DiskFull(f"There is no room to {doing}. Nothing was changed. Free some space and try again.")
        case _:
            return error


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        # The context too: where a failed save cannot be undone, the disk's own error is only to be found there.
        error = error.__cause__ or error.__context__
