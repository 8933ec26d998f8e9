"""What computes here, asked anew only while someone looks."""

import asyncio
import time

from msgspec import Struct

from . import machine, vendor_tools
from .machine import Memory
from .programs import Programs
from .vendor_tools import Seen

FRESH_SECONDS = 2.0
"""How long what the tools said is taken for true."""
SICK_SECONDS = 60.0
"""How long to leave a tool alone that failed; each question to a hanging driver may leave a process behind."""
LIMIT_SECONDS = 5.0
PATIENCE_SECONDS = 1.0
"""How long an answer waits for the tools before it says what was known before."""
WAITING = "The tools of the graphics cards have not answered yet."


class Computing(Struct, frozen=True, kw_only=True):
    """Bytes, as `Memory` and `Seen` have them."""

    processors: int
    memory: Memory
    seen: Seen


class HardwareReader:
    """``limit`` is how many seconds each of the makers' programs may take."""

    def __init__(self, programs: Programs, limit: float = LIMIT_SECONDS) -> None:
        self._programs = programs
        self._limit = limit
        self._seen = Seen()
        self._asked: float | None = None
        self._asking: asyncio.Task[None] | None = None

    async def read(self, patience: float = PATIENCE_SECONDS) -> Computing:
        """Waits for the tools at most so many seconds; then tells what they said last."""
        if self._asking is None and self._is_old():
            self._asking = asyncio.create_task(self._ask())
        seen = self._seen
        if self._asking is not None:
            await asyncio.wait([self._asking], timeout=patience)
            seen = self._seen
            if self._asked is None:
                seen = Seen(message=WAITING)
        return Computing(processors=machine.processors(), memory=machine.memory(), seen=seen)

    def _is_old(self) -> bool:
        if self._asked is None:
            return True
        rest = SICK_SECONDS if self._seen.message else FRESH_SECONDS
        return time.monotonic() - self._asked > rest

    async def _ask(self) -> None:
        try:
            self._seen = await asyncio.to_thread(vendor_tools.look, lambda *argv: self._programs.ask(argv, self._limit))
            self._asked = time.monotonic()
        finally:
            self._asking = None
