"""Runs solutions with several seeds, so that what their checks ask rests on more than one lucky start."""

import ast
import asyncio
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from msgspec import Struct

from ..cells import METRIC, source_hash
from .kernel import execute
from .packages import TAG
from .run import Job

_SEED = re.compile(r"^SEED = (\d+)", re.MULTILINE)
_CPU_SECONDS = "cpu seconds"
_LAST_CELL = f"""\
import time
from IPython.display import display
display({{"{METRIC}": {{"name": "{_CPU_SECONDS}", "value": time.process_time()}}}}, raw=True)
"""


class Figure(Struct, frozen=True, omit_defaults=True):
    """A number that a notebook reports, once for every seed."""

    name: str
    values: tuple[float, ...]
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def worst(self) -> float | None:
        """The one closest to what the check asks, or beyond it; None where no check asks for anything."""
        if self.at_least is not None:
            return min(self.values)
        return None if self.at_most is None else max(self.values)


class Calibration(Struct, frozen=True):
    """What a solution reached with each seed, from 0."""

    item: str
    code: str
    """The hash of its code: another one was never calibrated."""
    figures: tuple[Figure, ...]
    failed: tuple[tuple[str, ...], ...]
    """For each seed the cells that ended in an error."""
    cpu_seconds: tuple[float, ...]


def code_of(notebook: Path) -> str:
    """A hash of the code in a notebook that decides what it reaches: neither prose nor which packages it looks for."""
    cells = msgspec.json.decode(notebook.read_bytes())["cells"]
    code = (cell for cell in cells if cell["cell_type"] == "code" and TAG not in cell["metadata"].get("tags", ()))
    return source_hash("\n".join(str(cell["source"]) for cell in code))


def calibrate(job: Job, seeds: int, processes: int, report: Callable[[int, float], None]) -> Calibration:
    """Run a solution once for every seed; ``report`` hears of each and of its computing time in seconds."""
    return asyncio.run(_calibrate(job, seeds, processes, report))


async def _calibrate(job: Job, seeds: int, processes: int, report: Callable[[int, float], None]) -> Calibration:
    places = asyncio.Semaphore(processes)

    async def one(seed: int, folder: Path) -> tuple[tuple[str, ...], dict[str, dict[str, Any]]]:
        notebook = folder / f"{seed}.ipynb"
        notebook.write_text(_with_seed(job.notebook, seed), encoding="utf-8")
        async with places:
            # Past errors, since a figure that misses what a check asks is what is looked for. One thread, so that
            # computing time means the same on every machine.
            run = await execute(notebook, list(job.files), keep_going=True, seconds=job.limit, threads=1)
        metrics = {metric["name"]: metric for metric in run.metrics}
        failed = tuple(cell.cell for cell in run.cells if cell.error)
        report(seed, metrics.get(_CPU_SECONDS, {}).get("value", float("nan")))
        return (*failed, run.stopped) if run.stopped else failed, metrics

    with tempfile.TemporaryDirectory(prefix="calibrate-") as name:
        runs = await asyncio.gather(*(one(seed, Path(name)) for seed in range(seeds)))
    return Calibration(
        item=job.notebook.name.split(".")[0],
        code=code_of(job.notebook),
        figures=_figures([metrics for _, metrics in runs]),
        failed=tuple(failed for failed, _ in runs),
        cpu_seconds=tuple(round(metrics[_CPU_SECONDS]["value"], 1) for _, metrics in runs if _CPU_SECONDS in metrics),
    )


def _figures(runs: list[dict[str, dict[str, Any]]]) -> tuple[Figure, ...]:
    names = [name for name in runs[0] if name != _CPU_SECONDS]
    figures = []
    for name in names:
        told = [run[name] for run in runs if name in run]
        asks = {key: told[0].get(key) for key in ("at_least", "at_most")}
        values = tuple(float(f"{metric['value']:.6g}") for metric in told)
        figures.append(Figure(name=name, values=values, unit=told[0].get("unit", ""), **asks))
    return tuple(figures)


def _with_seed(path: Path, seed: int) -> str:
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    replaced = 0
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", ()):
            cell.source, replaced = _SEED.subn(f"SEED = {seed}", cell.source)
            ast.parse(cell.source)
    if not replaced:
        raise NoSeed(f"{path}: its parameters cell has no line 'SEED = 0'. Add one that decides all that is random.")
    notebook.cells.append(nbformat.v4.new_code_cell(_LAST_CELL, id="computing-time"))  # type: ignore[no-untyped-call]
    return str(nbformat.writes(notebook))  # type: ignore[no-untyped-call]


class NoSeed(Exception):
    """The notebook cannot be run with another seed."""
