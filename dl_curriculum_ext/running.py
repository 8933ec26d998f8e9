"""Notebooks of a curriculum whose kernels are alive, and the memory that these hold."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec
from jupyter_core.utils import ensure_async

from . import machine
from .hardware import HardwareReader
from .kernel_answers import RunningNotebook

GB = 1e9


class Sessions(Protocol):
    """What is asked of Jupyter's session manager."""

    def list_sessions(self) -> Any: ...


class RunningKernels(Protocol):
    """What is asked of Jupyter's manager of many kernels."""

    def get_kernel(self, kernel_id: str) -> Any: ...


class Running:
    def __init__(self, sessions: Sessions, kernels: RunningKernels, hardware: HardwareReader) -> None:
        self._sessions = sessions
        self._kernels = kernels
        self._hardware = hardware

    async def notebooks(self, paths: Mapping[str, str]) -> tuple[RunningNotebook, ...]:
        """Of the notebooks at these paths, by item, those that have a kernel; the largest first."""
        found = await self._sessions_of(paths)
        if not found:
            return ()
        pids = {session["kernel"]["id"]: self._pid(session["kernel"]["id"]) for _, session in found}
        held = await asyncio.to_thread(machine.held_by, [pid for pid in pids.values() if pid is not None])
        on_accelerators = (await self._hardware.read()).seen.held
        notebooks = []
        for item, session in found:
            kernel = session["kernel"]
            pid = pids[kernel["id"]]
            memory, family = held.get(pid, (None, frozenset())) if pid is not None else (None, frozenset())
            accelerator = None
            if on_accelerators is not None and family:
                accelerator = round(sum(on_accelerators.get(member, 0) for member in family) / GB, 2)
            notebooks.append(
                RunningNotebook(
                    item=item,
                    path=session["path"],
                    kernel_id=kernel["id"],
                    session_id=session["id"],
                    kernel_name=kernel["name"],
                    state=kernel.get("execution_state") or "unknown",
                    last_activity=_moment(kernel.get("last_activity")),
                    memory_gb=None if memory is None else round(memory / GB, 2),
                    accelerator_gb=accelerator,
                )
            )
        return tuple(sorted(notebooks, key=lambda one: (one.accelerator_gb or 0, one.memory_gb or 0), reverse=True))

    async def items(self, paths: Mapping[str, str]) -> set[str]:
        """The items among them whose kernels are alive."""
        return {item for item, _ in await self._sessions_of(paths)}

    async def _sessions_of(self, paths: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
        if not paths:
            return []
        items = {path: item for item, path in paths.items()}
        found = []
        for session in await ensure_async(self._sessions.list_sessions()):
            # Documents that are edited together have their drive's name before the path.
            path = str(session.get("path", ""))
            item = items.get(path) or items.get(path.partition(":")[2])
            if item is not None and session.get("kernel"):
                found.append((item, session))
        return found

    def _pid(self, kernel_id: str) -> int | None:
        """None for a kernel on another machine, or of another kind."""
        try:
            kernel = self._kernels.get_kernel(kernel_id)
        except KeyError:
            return None
        provisioner = getattr(kernel, "provisioner", None)
        pid = getattr(provisioner, "pid", None)
        return pid if isinstance(pid, int) and pid > 0 else None


def _moment(text: Any) -> datetime | None:
    try:
        return msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        return None
