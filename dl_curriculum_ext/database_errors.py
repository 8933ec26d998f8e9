"""What a database's or a file system's complaint means to the learner."""

import errno
from pathlib import Path

from .errors import CurriculumError, DiskFull, Forbidden, Unavailable


class Unreadable(Exception):
    """The file is no database, or a damaged one."""


_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)


def explained(error: Exception, place: str) -> CurriculumError | Unreadable:
    """Turn an error of the driver or of the file system into one that says what to do.

    SQLite's words are compared, since Python 3.10 does not hand its codes through.
    """
    cause = getattr(error, "orig", None) or error
    words = str(cause)
    if isinstance(cause, OSError):
        full, closed = cause.errno in _FULL, cause.errno in _CLOSED
    else:
        full = "disk is full" in words
        closed = "readonly database" in words or "unable to open database file" in words
        closed = closed or ("disk I/O error" in words and _is_closed(Path(f"{place}-journal")))
    if "not a database" in words or "malformed" in words:
        return Unreadable(words)
    if "locked" in words or "busy" in words:
        return Unavailable(
            f"The progress in {place} is in use by another program, so nothing was recorded. Close other programs that "
            f"have it open, such as a database browser or a backup, then try again."
        )
    if full:
        return DiskFull(
            f"There is no room left on the disk that holds {place}, so nothing was recorded. "
            f"Free some space, then try again."
        )
    if closed:
        return Forbidden(
            f"The progress in {place} cannot be written here ({words}), so nothing was recorded. Make the file and its "
            f"folder writable, or name another place in CurriculumExtension.database_url."
        )
    return Unavailable(
        f"The progress in {place} cannot be used right now ({words}), so nothing was recorded. "
        f"Check the disk or the database server, then try again."
    )


def _is_closed(journal: Path) -> bool:
    """Whether a journal may not be written: SQLite then opens it for reading, and only its write fails."""
    try:
        journal.open("r+b").close()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
