"""Runs the learner's saved notebook from top to bottom in a fresh kernel and judges it."""

import ast
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_core.utils import ensure_async
from msgspec import Struct

from . import outcomes
from .check_answers import BrokenCell, CheckOutcome
from .fresh_kernel import FreshKernel, KernelManagers
from .journal import RunEnded, SeenCheck
from .kernel_choice import PREFERRED
from .kernels import KernelSpecs
from .outcomes import CannotRun, Raised
from .run_plan import Plan, Step, plan
from .saved_notebook import read
from .starter_cells import Starter

_ASK = """__import__("json").dumps({{
    "device": str(globals().get("DEVICE", globals().get("device", ""))),
    "versions": (lambda metadata: {{
        "python": __import__("platform").python_version(),
        **{{
            package: metadata.version(package)
            for package in {packages}
            for _ in metadata.Distribution.discover(name=package)
        }},
    }})(__import__("importlib.metadata").metadata),
}})"""


class Limits(Struct, frozen=True):
    shortest_seconds: float = 600
    machine: str = ""
    """Names where kernels run, so that durations of other machines in the log are told apart."""
    slack: float = 6
    """How many times the computing time that an item states a run may take, since machines differ."""
    most_bytes: int = 50_000_000

    def seconds(self, cpu_minutes: float) -> float:
        return max(self.shortest_seconds, cpu_minutes * 60 * self.slack)


class Work(Struct, frozen=True, kw_only=True):
    """What is to be run."""

    run: str
    item: str
    path: str
    starter: Starter
    packages: tuple[str, ...]
    seconds: float


class Standing(Struct):
    """How far a run is; whoever shows it reads it while it changes."""

    cell: int = 0
    cells: int = 0
    cell_id: str = ""
    cell_name: str = ""
    began: float | None = None
    """By the monotonic clock."""


class FreshRunner:
    """``default_kernel`` serves notebooks that say none, as after some tool stripped their metadata."""

    def __init__(
        self, contents: Any, specs: KernelSpecs, managers: KernelManagers, default_kernel: str, limits: Limits
    ) -> None:
        self._contents = contents
        self._specs = specs
        self._managers = managers
        self._default = default_kernel
        self.limits = limits

    async def run(self, work: Work, standing: Standing, moved_on: Callable[[], None]) -> RunEnded:
        """The run's end, whichever it is; ``moved_on`` is called before every cell."""
        standing.began = time.monotonic()
        trial = _Trial(work, standing, self.limits.machine)
        try:
            await self._try(trial, moved_on)
        except CannotRun as error:
            return trial.ended(stopped=error)
        return trial.ended()

    async def _try(self, trial: "_Trial", moved_on: Callable[[], None]) -> None:
        work, standing = trial.work, trial.standing
        notebook = await read(self._contents, work.path, self.limits.most_bytes)
        trial.notebook_sha256 = notebook.sha256
        trial.kernel = await self._kernel(notebook.kernel)
        trial.plan = plan(notebook, work.starter, work.item)
        standing.cells = len(trial.plan.steps)
        moved_on()
        folder = await ensure_async(self._contents.get_kernel_path(work.path))
        async with FreshKernel(self._managers, trial.kernel, folder, work.seconds) as kernel:
            for number, step in enumerate(trial.plan.steps, start=1):
                standing.cell, standing.cell_id, standing.cell_name = number, step.cell, step.name
                moved_on()
                raised = await kernel.execute(step.source, step.name)
                trial.learn(step, raised)
            trial.about(await kernel.tell(_ASK.format(packages=json.dumps(work.packages))))
            trial.metrics = kernel.metrics
            if kernel.unreadable_metrics:
                trial.notes.append(
                    f"{kernel.unreadable_metrics} of the reported metrics had no name or no number and were left out."
                )

    async def _kernel(self, name: str) -> str:
        specs: Mapping[str, Any] = await ensure_async(self._specs.get_all_specs())
        if name:
            if name not in specs:
                raise CannotRun(outcomes.kernel_is_gone(name))
            return name
        for known in (PREFERRED, self._default):
            if known in specs:
                return known
        raise CannotRun(outcomes.no_kernel())


class _Trial:
    """Gathers what is learnt on the way."""

    def __init__(self, work: Work, standing: Standing, machine: str) -> None:
        self.work = work
        self.standing = standing
        self.machine = machine
        self.plan: Plan | None = None
        self.kernel = self.device = self.notebook_sha256 = ""
        self.versions: dict[str, str] = {}
        self.metrics: dict[str, Any] = {}
        self.notes: list[str] = []
        self._stubs: set[str] = set()
        self._outcomes: dict[str, CheckOutcome] = {}
        self._broken: tuple[Step, Raised] | None = None

    def learn(self, step: Step, raised: Raised | None) -> None:
        """Take in how a cell ended; raises `CannotRun` where that says nothing about the learner's work."""
        if raised is not None and raised.is_out_of_memory():
            raise CannotRun(outcomes.out_of_memory(step.name))
        if step.exercise and (step.is_stub or (raised is not None and raised.name == "NotImplementedError")):
            self._stubs.add(step.exercise)
        if step.check is not None:
            is_stub = bool(self._stubs.intersection(step.check.concerns))
            self._outcomes[step.check.name] = outcomes.judge(step.check.name, step.cell, raised, is_stub=is_stub)
        elif raised is not None and not step.may_raise and not self._broken:
            is_waiting = raised.name == "NotImplementedError" and self._stubs
            if not is_waiting:
                self._broken = step, raised

    def about(self, said: str | None) -> None:
        """Device and versions, as the kernel's ``repr`` of a JSON object; a kernel of another language says none."""
        try:
            found = json.loads(ast.literal_eval(said)) if said else {}
        except (ValueError, SyntaxError):
            found = {}
        self.device = str(found.get("device", ""))[:100]
        self.versions = {str(name): str(version)[:100] for name, version in found.get("versions", {}).items()}

    def ended(self, stopped: CannotRun | None = None) -> RunEnded:
        ids = {step.check.name: step.cell for step in self.plan.steps if step.check} if self.plan else {}
        missing = self.plan.missing if self.plan else ()
        checks = tuple(
            self._outcomes.get(check.name)
            or (
                outcomes.is_missing(check.name)
                if check.name in missing
                else outcomes.not_reached(check.name, ids.get(check.name, check.id))
            )
            for check in self.work.starter.checks
        )
        step, raised = self._broken or (None, None)
        is_right = raised is None and all(found.outcome == "right" for found in checks)
        if stopped is not None:
            message = stopped.message
        elif is_right:
            message = outcomes.passed(len(checks))
        else:
            message = outcomes.failed(checks, step.name if step else "")
        broken = BrokenCell(cell=step.cell, index=step.index, message=raised.words) if step and raised else None
        return RunEnded(
            run=self.work.run,
            state=stopped.state if stopped else "passed" if is_right else "failed",
            message=message,
            seconds=round(time.monotonic() - (self.standing.began or time.monotonic()), 2),
            cell=self.standing.cell,
            cells=self.standing.cells,
            checks=checks,
            seen=tuple(self._seen(checks)),
            broken=broken,
            restored=self.plan.restored if self.plan else (),
            missing=missing,
            notes=(*(self.plan.notes if self.plan else ()), *self.notes),
            path=self.work.path,
            kernel=self.kernel,
            device=self.device,
            versions=self.versions,
            notebook_sha256=self.notebook_sha256,
            metrics=self.metrics,
            machine=self.machine,
        )

    def _seen(self, checks: tuple[CheckOutcome, ...]) -> "list[SeenCheck]":
        states = {"right": "passed", "wrong": "failed", "broken": "failed", "not-attempted": "not-run"}
        sources = {check.name: check.sha256 for check in self.work.starter.checks}
        return [
            SeenCheck(found.name, states[found.outcome], sources[found.name])  # type: ignore[arg-type]
            for found in checks
            if found.outcome in states
        ]
