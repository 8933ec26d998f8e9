"""Whatever the learner, the curriculum and two clients do, and whenever the server is killed: nothing saved is lost.

What is owed, byte by byte. Whenever the learner saves a notebook through the contents manager, the bytes that are then
in the file are *theirs*. They stay owed

- while they are in that file, wherever it is renamed or moved to, and
- for ever, once the server changed the file: then some other file has to hold the very same bytes.

Only the learner ends a debt: by saving over the very bytes or by deleting the file that holds them, with any client.
After every step each owed byte string must be the whole of some file: a notebook, a backup or a checkpoint. Besides,
an update must leave each cell in which the learner wrote as it was in the notebook itself, in the same order.

``CURRICULUM_SEQUENCES`` sets how many sequences are tried (500), ``CURRICULUM_STEPS`` how long each may be (12).
"""

import asyncio
import os
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from jupyter_core.utils import ensure_async
from learning import VERSIONS, AsyncManager, Killed, Learning, SyncManager
from releases import ITEM, own
from tornado.web import HTTPError

from dl_curriculum_ext.answers import LocateRequest, OpenRequest, ResetRequest, RestoreRequest, UpdateRequest
from dl_curriculum_ext.errors import Conflict, CopyMissing, CurriculumError

WHOLE = None
CELLS = sorted({cell["id"] for starter in VERSIONS.values() for cell in starter["cells"]})
PLACES = ("work", "elsewhere", "work/deep", "")

who = st.integers(0, 1)
pick = st.integers(0, 7)
edits = st.lists(
    st.tuples(st.sampled_from(["write", "write", "append", "add", "delete", "duplicate", "move"]), pick),
    min_size=1,
    max_size=4,
)
kinds = st.sampled_from(["open", "reset", "reset-cell", "update", "restore"])


class AtWork(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.learning: Learning | None = None
        self.theirs: dict[str, bytes] = {}
        self.owed: list[bytes] = []
        self.buffers: dict[int, tuple[str, Any]] = {}
        self.written = 0

    @initialize(kind=st.sampled_from([AsyncManager, SyncManager]))
    def begin(self, kind: type[AsyncManager] | type[SyncManager]) -> None:
        self.learning = Learning(kind)
        self.run(self.service.open("small", ITEM, OpenRequest()))

    def teardown(self) -> None:
        if self.learning is not None:
            self.learning.end()

    # What the learner does, with either of two clients

    @rule(who=who, pick=pick, edits=edits, stale=st.booleans())
    def work(self, who: int, pick: int, edits: list[tuple[str, int]], stale: bool) -> None:
        """Load a notebook, or go on with what this client had loaded long ago, edit it and save it."""
        if not (stale and who in self.buffers):
            self.load(who, pick)
        if who in self.buffers:
            path, content = self.buffers[who]
            self.edit(content, edits)
            if "/" not in path or (self.learning.root / path).parent.is_dir():
                self.run(self.save(path, content))
                self.theirs[path] = self.learning.bytes_of(path)

    @rule(pick=pick, place=st.sampled_from(PLACES), name=st.sampled_from(["mine", "double-it", "Ü 100 %"]))
    def rename(self, pick: int, place: str, name: str) -> None:
        path = self.some_notebook(pick)
        target = f"{place}/{name}.ipynb".strip("/")
        if path is None or path == target or self.learning.bytes_of(target) is not None:
            return
        (self.learning.root / place).mkdir(parents=True, exist_ok=True)
        self.asked("rename", path, target)
        self.moved(path, target)

    @rule(back=st.booleans())
    def rename_folder(self, back: bool) -> None:
        source, target = ("renamed", "work") if back else ("work", "renamed")
        if (self.learning.root / source).is_dir() and not (self.learning.root / target).exists():
            self.asked("rename", source, target)
            self.moved(source, target)

    @rule(pick=pick, place=st.sampled_from(PLACES))
    def move_outside_of_jupyter(self, pick: int, place: str) -> None:
        path = self.some_notebook(pick)
        target = f"{place}/moved-{self.written}.ipynb".strip("/")
        if path is not None and self.learning.bytes_of(target) is None:
            (self.learning.root / place).mkdir(parents=True, exist_ok=True)
            (self.learning.root / path).rename(self.learning.root / target)
            self.moved(path, target)

    @rule(pick=pick)
    def copy_file(self, pick: int) -> None:
        path = self.some_notebook(pick)
        if path is not None and self.loaded(path) is not None:
            made = self.asked("copy", path)
            if path in self.theirs:
                self.theirs[made["path"]] = self.learning.bytes_of(made["path"])

    @rule(pick=pick)
    def delete(self, pick: int) -> None:
        path = self.some_notebook(pick)
        if path is not None:
            self.asked("delete", path)
            self.theirs.pop(path, None)

    # What the curriculum does

    @rule(version=st.sampled_from(sorted(VERSIONS)))
    def install(self, version: str) -> None:
        self.learning.installed.version = version

    @rule(pick=pick, locate=st.booleans())
    def open(self, pick: int, locate: bool) -> None:
        try:
            self.run(self.service.open("small", ITEM, OpenRequest(missing="ask")))
        except CopyMissing:
            path = self.some_notebook(pick)
            if locate and path is not None:
                self.attempt(self.service.work.locate("small", ITEM, LocateRequest(path=path)))
            else:
                self.attempt(self.service.open("small", ITEM, OpenRequest()))
        except CurriculumError:
            pass

    @rule(kind=kinds, pick=pick)
    def change(self, kind: str, pick: int) -> None:
        mine = self.cells_of_mine()
        self.attempt(self.changing(kind, pick))
        if kind == "update":
            self.assert_all_there(mine)

    @rule(
        kind=kinds, pick=pick, edits=edits, when=st.sampled_from(["before", "amid", "after"]), writes=st.integers(0, 3)
    )
    def be_killed(self, kind: str, pick: int, edits: list[tuple[str, int]], when: str, writes: int) -> None:
        """The server ends between any two writes, or amid one, after the learner saved; it is started again."""
        path = self.known_path()
        content = None if path is None or self.learning.bytes_of(path) is None else self.loaded(path)
        if content is not None:
            self.edit(content, edits)
            self.run(self.save(path, content))
            self.theirs[path] = self.learning.bytes_of(path)
        self.learning.fuse.left, self.learning.fuse.when = writes, when
        try:
            self.attempt(self.changing(kind, pick))
        except Killed:
            self.learning.fuse.left = None
            self.learning.stop()
            self.learning.start()
        self.learning.fuse.left = None

    @rule(kind=st.sampled_from(["reset", "update", "restore"]), pick=pick)
    def ask_with_an_old_hash(self, kind: str, pick: int) -> None:
        before = self.learning.everything()
        with pytest.raises(CurriculumError):
            self.run(self.changing(kind, pick, expected="0" * 64))
        assert self.learning.everything() == before

    @rule(who=who, edits=edits, kind=st.sampled_from(["reset", "update"]))
    def save_while_it_changes(self, who: int, edits: list[tuple[str, int]], kind: str) -> None:
        """One client saves while the other asks for a change; whoever comes first, both are kept."""
        path = self.known_path()
        if path is None or self.learning.bytes_of(path) is None:
            return
        content = self.loaded(path)
        if content is None:
            return
        self.edit(content, edits)

        async def both() -> list[Any]:
            return await asyncio.gather(self.changing(kind, 0), self.save(path, content), return_exceptions=True)

        changed, saved = self.run(both())
        assert changed is not None
        assert not isinstance(changed, Exception) or isinstance(changed, CurriculumError), changed
        if isinstance(saved, BaseException):
            assert getattr(saved, "status_code", None) == 409, saved
            return
        self.theirs.pop(path, None)
        sources = {cell["source"] for cell in content["cells"] if "mine" in cell["source"]}
        kept = b"\n".join(self.learning.everything())
        for source in sources:
            for line in source.split("\n"):
                assert line.encode() in kept, f"{line} was saved and is nowhere"

    @rule()
    def restart(self) -> None:
        self.learning.stop()
        self.learning.start()

    @precondition(lambda self: self.learning is not None)
    @invariant()
    def nothing_is_lost(self) -> None:
        for path, content in list(self.theirs.items()):
            if self.learning.bytes_of(path) != content:
                self.owed.append(self.theirs.pop(path))
        there = self.learning.everything()
        for content in [*self.owed, *self.theirs.values()]:
            assert content in there, f"lost: {content.decode()}"

    # How

    @property
    def service(self) -> Any:
        return self.learning.service

    @property
    def contents(self) -> Any:
        return self.learning.contents

    def run(self, work: Any) -> Any:
        return self.learning.run(work)

    def asked(self, what: str, *args: Any, **options: Any) -> Any:
        """What the contents manager answers."""

        async def asking() -> Any:
            return await ensure_async(getattr(self.contents, what)(*args, **options))

        return self.run(asking())

    def attempt(self, work: Any) -> None:
        """Do it; an error that the learner is told of is fine as long as nothing is lost."""
        with suppress(CurriculumError):
            self.run(work)

    async def changing(self, kind: str, pick: int, expected: Any = None) -> Any:
        of = {} if expected is None else {"expected": expected}
        work = self.service.work
        match kind:
            case "open":
                return await self.service.open("small", ITEM, OpenRequest())
            case "reset":
                return await work.reset("small", ITEM, ResetRequest(**of))
            case "reset-cell":
                return await work.reset("small", ITEM, ResetRequest(cell=CELLS[pick % len(CELLS)], **of))
            case "update":
                preview = await work.update("small", ITEM, UpdateRequest(preview=True, **of))
                done = await work.update("small", ITEM, UpdateRequest(**of or {"expected": preview.hash}))
                assert done.changes == preview.changes
                return done
            case "restore":
                backups = (await work.backups("small", ITEM)).backups
                if not backups:
                    raise Conflict("No backups.")
                return await work.restore("small", ITEM, RestoreRequest(backup=backups[pick % len(backups)].path, **of))

    def some_notebook(self, pick: int) -> str | None:
        found = self.learning.notebooks()
        return found[pick % len(found)] if found else None

    def known_path(self) -> str | None:
        _, state = self.service._state("small", ITEM)
        return state.path

    def loaded(self, path: str) -> Any:
        try:
            return deepcopy(self.asked("get", path, type="notebook")["content"])
        except HTTPError as error:
            if error.status_code != 400:
                raise
            return None  # the server was killed while it wrote this

    def load(self, who: int, pick: int) -> None:
        path = self.some_notebook(pick)
        content = None if path is None else self.loaded(path)
        self.buffers.pop(who, None)
        if content is not None:
            self.buffers[who] = (path, content)

    async def save(self, path: str, content: Any) -> None:
        model = {"type": "notebook", "format": "json", "content": deepcopy(content)}
        await ensure_async(self.contents.save(model, path))

    def edit(self, content: Any, edits: list[tuple[str, int]]) -> None:
        cells = content["cells"]
        for what, at in edits:
            self.written += 1
            text = f"mine = {self.written}"
            if what == "add" or not cells:
                cells.insert(at % (len(cells) + 1), own(f"own-{self.written}", text))
            elif what == "write":
                cells[at % len(cells)]["source"] = text
            elif what == "append":
                cells[at % len(cells)]["source"] += f"\n{text}"
            elif what == "duplicate":
                cells.insert(at % len(cells), deepcopy(cells[at % len(cells)]) | {"id": f"twin-{self.written}"})
            elif what == "move":
                cells.append(cells.pop(at % len(cells)))
            else:
                del cells[at % len(cells)]

    def moved(self, source: str, target: str) -> None:
        for path in list(self.theirs):
            if path == source or path.startswith(f"{source}/"):
                self.theirs[target + path[len(source) :]] = self.theirs.pop(path)

    def cells_of_mine(self) -> dict[str, list[Any]]:
        """The cells that the learner wrote in, by notebook."""
        found = {}
        for path in self.learning.notebooks():
            try:
                found[path] = [cell for cell in self.learning.cells(path) if "mine" in "".join(cell["source"])]
            except ValueError:
                continue  # the server was killed while it wrote this
        return found

    def assert_all_there(self, mine: dict[str, list[Any]]) -> None:
        for path, cells in mine.items():
            assert [cell for cell in self.learning.cells(path) if cell in cells] == cells


AtWork.TestCase.settings = settings(
    max_examples=int(os.environ.get("CURRICULUM_SEQUENCES", "500")),
    stateful_step_count=int(os.environ.get("CURRICULUM_STEPS", "12")),
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.slow
class TestNothingIsLost(AtWork.TestCase):
    """The machine above."""
