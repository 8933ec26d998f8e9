"""Runs solutions, which must run clean, and starters, in which no check may pass before any work."""

import asyncio
import hashlib
import json
import platform
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import nbformat
from msgspec import Struct

from ..parameters import Value, with_values
from .kernel import Execution, execute
from .machine import processors

SHORTEST_LIMIT = 300.0
"""Seconds that every notebook gets, however little it says it needs."""
SLACK = 6
"""How many times the computing time that it states a notebook may take, since machines differ."""


class Job(Struct, frozen=True):
    """A notebook to run, as what, and with what beside it."""

    notebook: Path
    kind: Literal["solution", "smaller", "starter"]
    """``smaller`` is the solution with the settings for a machine with less memory."""
    files: tuple[Path, ...] = ()
    cpu_minutes: float = 0
    packages: tuple[str, ...] = ()
    settings: dict[str, Value] = {}
    """Other values for names of the parameters cell."""

    @property
    def limit(self) -> float:
        """Seconds until it is stopped."""
        return max(SHORTEST_LIMIT, self.cpu_minutes * 60 * SLACK)


class Outcome(Struct, frozen=True):
    """A job's verdict: no complaints is a pass."""

    job: Job
    seconds: float
    complaints: tuple[str, ...] = ()
    cached: bool = False


def judge(job: Job, execution: Execution) -> tuple[str, ...]:
    """What is wrong with a run, each with the cell and what to do."""
    if job.kind != "starter":
        return _judge_solution(execution)
    return _judge_starter(execution)


def _judge_solution(execution: Execution) -> tuple[str, ...]:
    complaints = [f"it {execution.stopped}."] if execution.stopped else []
    for cell in execution.cells:
        if not cell.error:
            continue
        what = "check" if cell.role == "check" else "cell"
        last = "\n".join(f"    {line}" for line in cell.traceback.splitlines()[-8:])
        complaints.append(f"{what} '{cell.cell}' raised {cell.error}: {cell.message}\n{last}")
    return tuple(complaints)


def _judge_starter(execution: Execution) -> tuple[str, ...]:
    complaints = [f"the starter {execution.stopped}; before any work it must not hang."] if execution.stopped else []
    for cell in execution.cells:
        if cell.role == "check" and not cell.error:
            complaints.append(f"check '{cell.cell}' passes before any work; make it need what the learner writes.")
    if not any(cell.error == "NotImplementedError" for cell in execution.cells):
        complaints.append("no cell raises NotImplementedError; is the solution still in the starter?")
    return tuple(complaints)


class Runner:
    """Runs jobs side by side, the longest first, and remembers those that passed by what they were made of."""

    def __init__(self, *, processes: int, cache: Path | None, report: Callable[[Outcome], None]) -> None:
        self.processes = max(1, processes)
        self.cache = cache
        self.report = report
        # One at a time may use every processor, as it would at a learner's.
        self.threads = None if self.processes == 1 else max(1, processors() // self.processes)

    def run(self, jobs: Iterable[Job]) -> list[Outcome]:
        """The outcome of every job, in the order in which they were started."""
        return asyncio.run(self._run(sorted(jobs, key=_longest_first)))

    async def _run(self, jobs: list[Job]) -> list[Outcome]:
        places = asyncio.Semaphore(self.processes)

        async def one(job: Job) -> Outcome:
            async with places:
                outcome = await self._one(job)
            self.report(outcome)
            return outcome

        return list(await asyncio.gather(*(one(job) for job in jobs)))

    async def _one(self, job: Job) -> Outcome:
        remembered = self.cache / f"{fingerprint(job)}.json" if self.cache else None
        if remembered and remembered.exists():
            return Outcome(job, json.loads(remembered.read_text())["seconds"], cached=True)
        with _prepared(job) as notebook:
            execution = await execute(
                notebook,
                list(job.files),
                keep_going=job.kind == "starter",
                seconds=job.limit,
                threads=self.threads,
            )
        complaints = judge(job, execution)
        if remembered and not complaints:
            remembered.parent.mkdir(parents=True, exist_ok=True)
            remembered.write_text(json.dumps({"notebook": job.notebook.name, "seconds": execution.seconds}))
        return Outcome(job, execution.seconds, complaints)


@contextmanager
def _prepared(job: Job) -> Iterator[Path]:
    """The notebook, or one like it with the job's settings."""
    if not job.settings:
        yield job.notebook
        return
    notebook: Any = nbformat.read(job.notebook, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", ()):
            cell.source = with_values(cell.source, job.settings)
    with tempfile.TemporaryDirectory(prefix="smaller-") as folder:
        path = Path(folder) / job.notebook.name
        nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
        yield path


def fingerprint(job: Job) -> str:
    """A hash of all that decides how a job ends: notebook, files, Python and the packages that it names."""
    digest = hashlib.sha256(f"{job.kind} {platform.python_version()} {job.settings or ''}".encode())
    for path in (job.notebook, *job.files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for package in sorted(job.packages):
        digest.update(f"{package}=={_version(package)}\n".encode())
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _longest_first(job: Job) -> tuple[float, str]:
    minutes = job.cpu_minutes if job.kind != "starter" else 0
    return (-minutes, str(job.notebook))
