"""Executes one notebook in a real kernel, offline, in a folder of its own."""

import os
import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from msgspec import Struct
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets import default

from ..cells import KEY, METRIC
from .machine import thread_limits

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_REFUSING = "http://127.0.0.1:9"


class Ran(Struct, frozen=True):
    """What became of one code cell."""

    cell: str
    role: str
    error: str = ""
    """The exception's name; empty when the cell ran."""
    message: str = ""
    traceback: str = ""


class Execution(Struct, frozen=True):
    """A notebook's run: its code cells in order, and what stopped it early, if anything did."""

    cells: tuple[Ran, ...]
    seconds: float
    stopped: str = ""
    metrics: tuple[dict[str, Any], ...] = ()
    """The numbers that it reported, as it displayed them."""
    outputs: dict[str, list[dict[str, Any]]] = {}
    """What each code cell showed, in nbformat's terms, by the cell's id."""


def environment(threads: int | None) -> dict[str, str]:
    """The kernel's environment: no network, and its share of the processors where several run at once."""
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        environ[name] = _REFUSING
    environ |= {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost", "HF_HUB_OFFLINE": "1"}
    if threads is not None:
        environ |= thread_limits(threads)
    return environ


async def execute(path: Path, files: list[Path], *, keep_going: bool, seconds: float, threads: int | None) -> Execution:
    """Runs the notebook beside its files; with keep_going past errors, as a learner would, cell by cell."""
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    start = time.monotonic()
    at: list[str] = []
    executed: list[Any] = []
    stopped = ""
    with tempfile.TemporaryDirectory(prefix="notebook-", ignore_cleanup_errors=True) as folder:
        for file in files:
            shutil.copy2(file, Path(folder) / file.name)
        client = NotebookClient(
            notebook,
            kernel_manager_class=_OwnKernel,
            kernel_name="python3",
            shutdown_kernel="immediate",
            extra_arguments=["--IPKernelApp.log_level=40"],
            timeout_func=lambda cell: max(1.0, start + seconds - time.monotonic()),
            allow_errors=keep_going,
            on_cell_execute=lambda cell, cell_index: at.append(cell.id),
            on_cell_executed=lambda cell, cell_index, execute_reply: executed.append(cell),
        )
        try:
            await client.async_execute(env=environment(threads), cwd=folder)
        except CellExecutionError:
            pass  # It is among the cell's outputs.
        except CellTimeoutError:
            stopped = f"took over {seconds:.0f} s and was stopped in cell '{at[-1]}'"
        except DeadKernelError:
            stopped = f"its kernel died in cell '{at[-1] if at else ''}'"
    seconds_taken = time.monotonic() - start
    metrics = tuple(metric for cell in executed for metric in _metrics(cell))
    outputs = {cell.id: list(cell.outputs) for cell in executed}
    return Execution(tuple(map(_ran, executed)), seconds_taken, stopped, metrics, outputs)


class _OwnKernel(AsyncKernelManager):
    """This interpreter's own ipykernel, whatever kernels a user has installed under the same name."""

    @default("kernel_spec_manager")
    def _own_only(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)


def _ran(cell: Any) -> Ran:
    role = cell.metadata.get(KEY, {}).get("role", "code")
    for output in cell.outputs:
        if output.output_type == "error":
            traceback = _ANSI.sub("", "\n".join(output.traceback))
            return Ran(cell.id, role, output.ename, output.evalue, traceback)
    return Ran(cell.id, role)


def _metrics(cell: Any) -> list[dict[str, Any]]:
    return [output.data[METRIC] for output in cell.outputs if METRIC in output.get("data", {})]
