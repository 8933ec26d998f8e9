"""Asks other programs, none of which can keep the server waiting: each has a time limit and a limit on what it says."""

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence

from msgspec import Struct

MOST_BYTES = 4_000_000
GRACE_SECONDS = 1.0
"""How long to wait for the end of a program that was killed; one that a broken driver holds never ends."""


class Said(Struct, frozen=True):
    """What a program wrote, and how it ended."""

    text: str
    code: int | None
    """None where it was stopped, because it took too long or said too much."""


class Programs:
    """Programs that run now, so that they can be ended with the server."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_closed = False

    def ask(
        self, argv: Sequence[str], seconds: float, env: Mapping[str, str] | None = None, *, errors: bool = False
    ) -> Said:
        """Run a program and wait for its end, so not on the event loop; ``errors`` mixes in what it says of those.

        Raises `OSError` where it cannot be started.
        """
        if self._is_closed:
            return Said("", None)
        process = subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if errors else subprocess.DEVNULL,
            env=dict(env) if env is not None else None,
            # Not the server's own folder, whose files a Python started here could take for modules.
            cwd=tempfile.gettempdir(),
            start_new_session=True,
        )
        self._running.add(process)
        try:
            return _listen(process, seconds)
        finally:
            self._running.discard(process)

    def close(self) -> None:
        """End all that run; what is asked from now on is not started."""
        self._is_closed = True
        for process in tuple(self._running):
            _kill(process)


def _listen(process: "subprocess.Popen[bytes]", seconds: float) -> Said:
    assert process.stdout is not None
    output = process.stdout.fileno()
    heard = bytearray()

    def hear() -> None:
        while len(heard) < MOST_BYTES and (part := os.read(output, 65536)):
            heard.extend(part)

    hearing = threading.Thread(target=hear, name="dl-curriculum-hearing", daemon=True)
    hearing.start()
    hearing.join(seconds)
    is_whole = not hearing.is_alive() and len(heard) < MOST_BYTES
    code = None
    if is_whole:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = process.wait(GRACE_SECONDS)
    if code is None:
        _kill(process)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
    hearing.join(GRACE_SECONDS)
    if not hearing.is_alive():
        process.stdout.close()
    return Said(bytes(heard).decode("utf-8", "replace"), code)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """With its children, which a shell or a launcher leaves behind otherwise."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
