"""A learner's desk: their copy of the small pack's exercise on a real server, and fresh runs of it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import packs
import pytest
from jupyter_events import EventLogger
from tornado.httpclient import HTTPResponse

RUN_SCHEMA = "https://events.jupyter.org/dl-curriculum/run/v1"
ENDS = {"passed", "failed", "could-not-run", "interrupted"}
ITEM = ("curricula", "small", "items", packs.EXERCISE)
RIGHT = packs.SOLUTION
Yaml = dict[str, Any]


def code(name: str, source: str, **more: Any) -> Yaml:
    return packs.cell(f"{packs.EXERCISE}-{name}", "code", source, **more)


class Desk:
    """Everything that a run must leave as it was is looked at after every run."""

    def __init__(self, call: Callable[..., Awaitable[HTTPResponse]], server: Any, root: Path) -> None:
        self._call = call
        self.server = server
        self.copy = root / "deep-learning" / f"{packs.EXERCISE}.ipynb"
        self.events: list[Yaml] = []
        self._changed = asyncio.Condition()

    async def hear(self, logger: EventLogger, schema_id: str, data: Yaml) -> None:
        async with self._changed:
            self.events.append(data)
            self._changed.notify_all()

    async def until(self, heard: Callable[[Yaml], bool]) -> Yaml:
        """Wait for an event of a run."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: any(map(heard, self.events))), 60)
        return next(filter(heard, self.events))

    async def ask(self, method: str, *parts: str, code: int = 200, **options: Any) -> Yaml:
        response = await self._call(method, *ITEM, *parts, **options)
        assert response.code == code, response.body
        found: Yaml = json.loads(response.body)
        return found

    async def progress(self) -> Yaml:
        answer = json.loads((await self._call("GET", *ITEM[:2], "progress")).body)
        found: Yaml = answer["items"][packs.EXERCISE]
        return found

    async def open(self, body: str = RIGHT, *more: Yaml, **changes: Any) -> Yaml:
        """Make the copy and write the learner's answer into it, and more cells before the check."""
        await self.ask("POST", "open")
        notebook = json.loads(self.copy.read_text())
        cells = {cell["id"].removeprefix(f"{packs.EXERCISE}-"): cell for cell in notebook["cells"]}
        cells["double"]["source"] = body
        notebook["cells"][-1:-1] = more
        self.write(notebook | changes)
        return notebook

    def write(self, notebook: Yaml) -> None:
        self.copy.write_text(json.dumps(notebook))

    async def start(self) -> str:
        answer = await self.ask("POST", "checks", code=202)
        assert answer["state"] in ("queued", "running")
        return str(answer["run"])

    async def ended(self, run: str) -> Yaml:
        await self.until(lambda event: event["run"] == run and event["state"] in ENDS)
        return await self.ask("GET", "checks", run)

    async def run(self) -> Yaml:
        """A fresh run to its end."""
        before = self._copy_now()
        beside = sorted(self.copy.parent.iterdir())
        found = await self.ended(await self.start())
        assert self.server.kernel_manager.list_kernel_ids() == [], "a kernel was left behind"
        assert self._copy_now() == before, "the learner's notebook was changed"
        assert sorted(self.copy.parent.iterdir()) == beside
        return found

    def _copy_now(self) -> tuple[int, int, bytes] | None:
        if not self.copy.exists():
            return None
        about = self.copy.stat()
        # Of a huge one only the beginning, since tests measure this process's memory.
        with self.copy.open("rb") as file:
            return about.st_size, about.st_mtime_ns, file.read(1_000_000)

    async def could_not_run(self, *words: str) -> Yaml:
        """A run that says nothing about the learner's work, leaves the status, and says why in these words."""
        before = await self.progress()
        found = await self.run()
        after = await self.progress()
        assert found["state"] == "could-not-run"
        for word in words:
            assert word in found["message"]
        unlike = {name for name in before if before[name] != after[name]}
        assert unlike == {"run", "revision"}
        return found


@pytest.fixture
def desk(call: Any, jp_serverapp: Any, jp_root_dir: Path) -> Desk:
    desk = Desk(call, jp_serverapp, jp_root_dir)
    jp_serverapp.event_logger.add_listener(schema_id=RUN_SCHEMA, listener=desk.hear)
    return desk
