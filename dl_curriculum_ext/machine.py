"""Processors and memory that this server may use; in a container these can be fewer than the machine has."""

import contextlib
import os
from pathlib import Path

import psutil
from msgspec import Struct

CGROUPS = Path("/sys/fs/cgroup")
_LIMITS = (("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"))
"""Of both versions of Linux' control groups, which is how containers and hubs limit memory."""


class Memory(Struct, frozen=True):
    """In bytes."""

    total: int
    free: int
    """What programs can have without anything being swapped out."""


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory(cgroups: Path = CGROUPS) -> Memory:
    """The machine's, or the container's where that has less."""
    seen = psutil.virtual_memory()
    found = Memory(seen.total, seen.available)
    for most, used in _LIMITS:
        # Where there is no limit the file says 'max', or there is no file.
        with contextlib.suppress(OSError, ValueError):
            limit = int((cgroups / most).read_text())
            held = int((cgroups / used).read_text()) - _cached(cgroups / most)
            found = Memory(min(found.total, limit), max(0, min(found.free, limit - held)))
            break
    return found


def held_by(pids: list[int]) -> dict[int, tuple[int, frozenset[int]]]:
    """The memory that each of these processes and its children hold, and whose that is; those that are gone are not."""
    found = {}
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            parent = psutil.Process(pid)
            family = [parent, *parent.children(recursive=True)]
            total = 0
            for member in family:
                with contextlib.suppress(psutil.Error):
                    total += member.memory_info().rss
            found[pid] = total, frozenset(member.pid for member in family)
    return found


def _cached(limit: Path) -> int:
    """Files that the kernel keeps only as long as nobody needs the room."""
    for line in (limit.parent / "memory.stat").read_text().splitlines():
        name, _, value = line.partition(" ")
        if name in ("inactive_file", "total_inactive_file"):
            return int(value)
    return 0
