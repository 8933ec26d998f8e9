"""A kernel of its own for one run, over the server's kernel manager, so that a gateway's kernels work too."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timezone
from types import TracebackType
from typing import Any, Protocol

import msgspec
import zmq
from jupyter_core.utils import ensure_async

from . import outcomes
from .answers import Metric
from .cells import METRIC
from .metrics import Reported, keep
from .outcomes import CannotRun, Raised

STARTING_SECONDS = 60.0
LOOK_SECONDS = 0.5
"""How often to see whether a busy kernel is still alive."""
REST_SECONDS = 5.0
"""How long to wait, after a cell's reply, for the rest of what it shows; a flood may have lost the end of it."""


class KernelManagers(Protocol):
    """What is asked of Jupyter's manager of many kernels."""

    def start_kernel(self, *, path: str, kernel_name: str) -> Any: ...

    def get_kernel(self, kernel_id: str) -> Any: ...

    def shutdown_kernel(self, kernel_id: str, now: bool = ...) -> Any: ...


class FreshKernel:
    """Use with ``async with``; whatever happens, the kernel is shut down at the end."""

    def __init__(self, managers: KernelManagers, name: str, folder: str, seconds: float) -> None:
        self._managers = managers
        self._name = name
        self._folder = folder
        self._seconds = seconds
        self._until = 0.0
        self._id: str | None = None
        self._client: Any = None
        self._is_dead = False
        """A gateway starts a kernel that died anew by itself and only tells."""
        self.metrics: dict[str, Metric] = {}
        self.unreadable_metrics = 0

    async def __aenter__(self) -> "FreshKernel":
        try:
            await self._start()
        except BaseException:
            await asyncio.shield(self._shut_down())
            raise
        self._until = time.monotonic() + self._seconds
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await asyncio.shield(self._shut_down())

    async def execute(self, source: str, cell: str) -> Raised | None:
        """Run a cell and answer the error that it ended in; raises `CannotRun` where it came to no end."""
        asked = self._client.execute(source, store_history=True, allow_stdin=False, stop_on_error=False)
        shown = asyncio.create_task(self._take_in(asked))
        try:
            reply = await self._reply(asked, lambda: outcomes.out_of_time(cell, self._seconds), cell)
            await asyncio.wait([shown], timeout=REST_SECONDS)
        finally:
            shown.cancel()
            await asyncio.gather(shown, return_exceptions=True)
        if reply.get("status") == "ok":
            return None
        return Raised(str(reply.get("ename", "")) or "Interrupted", str(reply.get("evalue", "")))

    async def tell(self, expression: str) -> str | None:
        """The value of a Python expression that is a string; None where the kernel cannot say."""
        asked = self._client.execute("", silent=True, store_history=False, user_expressions={"asked": expression})
        try:
            reply = await self._reply(asked, lambda: "", "")
        except CannotRun:
            return None
        answer = reply.get("user_expressions", {}).get("asked", {})
        said = answer.get("data", {}).get("text/plain") if answer.get("status") == "ok" else None
        return said if isinstance(said, str) else None

    async def _start(self) -> None:
        starting = asyncio.ensure_future(
            ensure_async(self._managers.start_kernel(path=self._folder, kernel_name=self._name))
        )
        try:
            self._id = await asyncio.shield(starting)
        except asyncio.CancelledError:
            # A kernel that was half started would be nobody's.
            await asyncio.gather(starting, return_exceptions=True)
            if not starting.cancelled() and starting.exception() is None:
                self._id = starting.result()
            raise
        except Exception as error:
            # Whatever its launcher raises: no such kernel, no such program, a gateway that refuses.
            raise CannotRun(outcomes.kernel_would_not_start(self._name, str(error))) from error
        kernel: Any = self._managers.get_kernel(str(self._id))
        # A kernel that died must be noticed, not started anew behind the run.
        kernel.stop_restarter()
        try:
            client = kernel.client()
            # No heartbeat: its thread outlives a cancelled start, and the manager says whether the kernel lives.
            await ensure_async(client.start_channels(hb=False))
            self._client = client
            await client.wait_for_ready(timeout=STARTING_SECONDS)
        except Exception as error:
            # A kernel that ended at once, or a gateway that shows no way to it.
            raise CannotRun(outcomes.kernel_would_not_start(self._name, str(error))) from error
        await self._listen_to_little(kernel)

    async def _listen_to_little(self, kernel: Any) -> None:
        """Leave what cells print where it is: a flood of it would fill this process before anyone could drop it."""
        told: dict[str, Any] = await self._client.kernel_info(reply=True, timeout=STARTING_SECONDS)
        socket = getattr(self._client.iopub_channel, "socket", None)
        if socket is not None and told["content"].get("implementation") == "ipython":
            for topic in (b"kernel.", b"display_data"):
                socket.setsockopt(zmq.SUBSCRIBE, topic)
            socket.setsockopt(zmq.UNSUBSCRIBE, b"")
        # The server listens to every kernel, to tell idle ones; this one is busy until its run ends.
        stop_watching = getattr(self._managers, "stop_watching_activity", None)
        if stop_watching is not None:
            stop_watching(self._id)
        kernel.execution_state = "busy"

    def _is_busy(self, kernel: Any) -> None:
        """Say so to those who stop servers and kernels that nobody uses, as a hub does."""
        now = datetime.now(timezone.utc)
        kernel.last_activity = now
        if hasattr(self._managers, "last_kernel_activity"):
            self._managers.last_kernel_activity = now

    async def _shut_down(self) -> None:
        client, self._client = self._client, None
        kernel, self._id = self._id, None
        try:
            if client is not None:
                client.stop_channels()
        finally:
            # At the server's own end its manager has shut down every kernel before.
            if kernel is not None and kernel in self._managers:  # type: ignore[operator]
                await ensure_async(self._managers.shutdown_kernel(kernel, now=True))

    async def _reply(self, asked: str, too_late: Callable[[], str], cell: str) -> dict[str, Any]:
        reply = asyncio.create_task(self._client_reply(asked))
        try:
            while True:
                left = self._until - time.monotonic()
                await asyncio.wait([reply], timeout=max(0.0, min(LOOK_SECONDS, left)))
                if reply.done():
                    return reply.result()
                if left <= 0:
                    raise CannotRun(too_late())
                if not await self._is_alive():
                    raise CannotRun(outcomes.kernel_died(cell))
        finally:
            reply.cancel()
            await asyncio.gather(reply, return_exceptions=True)

    async def _client_reply(self, asked: str) -> dict[str, Any]:
        while True:
            message = await self._client.get_shell_msg(timeout=None)
            if message["parent_header"].get("msg_id") == asked:
                content: dict[str, Any] = message["content"]
                return content

    async def _take_in(self, asked: str) -> None:
        """Listen until the cell's end; nothing that it shows is kept but its metrics."""
        while True:
            message = await self._client.get_iopub_msg(timeout=None)
            kind, content = message["header"]["msg_type"], message["content"]
            if kind in ("display_data", "execute_result", "update_display_data"):
                self._report(content.get("data", {}))
            state = content.get("execution_state") if kind == "status" else None
            if state in ("restarting", "dead"):
                self._is_dead = True
            if state == "idle" and message["parent_header"].get("msg_id") == asked:
                return

    def _report(self, data: dict[str, Any]) -> None:
        if METRIC not in data:
            return
        try:
            keep(self.metrics, msgspec.convert(data[METRIC], Reported))
        except msgspec.ValidationError:
            self.unreadable_metrics += 1

    async def _is_alive(self) -> bool:
        if self._is_dead or self._id is None or self._id not in self._managers:  # type: ignore[operator]
            return False
        kernel = self._managers.get_kernel(self._id)
        self._is_busy(kernel)
        return bool(await ensure_async(kernel.is_alive()))
