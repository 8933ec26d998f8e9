"""Tries mutants on a solved notebook: imports once, then a fork for each, so that none sees what another did."""

import ast
import builtins
import contextlib
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

from msgspec import Struct

from .build import solution_text
from .machine import thread_limits
from .mutants import BadMutant, Mutant, concerned_checks, load, mutated_text
from .slices import needed
from .source import Cell, Source


class Verdict(Struct, frozen=True):
    """What became of a mutant: rejected, by which checks and with which message, or why it was not."""

    name: str
    rejected: bool
    seconds: float
    message: str = ""
    """The rejecting check's message, or what to mend."""
    by: tuple[str, ...] = ()


class Failure(Struct, frozen=True):
    """An exception that a cell ended with."""

    cell: str
    error: str
    message: str


class Plan(Struct, frozen=True):
    """The cells to run for a mutant, as pairs of cell and text, and which checks count."""

    cells: tuple[tuple[Cell, str], ...]
    checks: tuple[str, ...]
    parameters: dict[str, Any]
    seconds: float


def try_mutants(source: Source, mutants: Path, files: Sequence[Path] = (), threads: int = 1) -> list[Verdict]:
    """A verdict for each mutant of the file, tried in a process of its own; BadMutant where one does not fit."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_try_all, source, mutants, tuple(files), threads).result()


def _try_all(source: Source, mutants: Path, files: tuple[Path, ...], threads: int) -> list[Verdict]:
    wrong = load(mutants)
    files = tuple(file.resolve() for file in files)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for file in files:
            shutil.copy2(file, folder)
        os.chdir(folder)
        sys.path.insert(0, folder)
        os.environ |= {"MPLBACKEND": "agg", **thread_limits(threads)}
        _warm(source)
        controls: dict[str, list[Failure]] = {}
        return [_try(mutant, source, controls) for mutant in wrong]


def _warm(source: Source) -> None:
    """Imports what the notebook imports, so that each fork has it; no more, since forks and threads do not mix."""
    for cell in source.cells:
        if cell.role == "prose":
            continue
        for node in ast.parse(solution_text(cell)).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                # An optional import fails again, in the open, when its cell runs.
                with contextlib.suppress(ImportError), _silence():
                    exec(compile(ast.Module([node], []), cell.slug, "exec"), {})


def plan(mutant: Mutant, source: Source, text: str) -> Plan:
    """What to run when the mutant's cell has this text."""
    code = [cell for cell in source.cells if cell.role != "prose"]
    texts = [text if cell.slug == mutant.cell else solution_text(cell) for cell in code]
    checks = tuple(check.slug for check in concerned_checks(mutant, source))
    positions = needed(texts, [at for at, cell in enumerate(code) if cell.slug in checks])
    always = {"parameters"}
    last = max(positions)
    kept = [
        at
        for at, cell in enumerate(code[: last + 1])
        if (at in positions or cell.role in always) and cell.slug not in mutant.skip
    ]
    return Plan(tuple((code[at], texts[at]) for at in kept), checks, mutant.parameters, mutant.seconds)


def _try(mutant: Mutant, source: Source, controls: dict[str, list[Failure]]) -> Verdict:
    start = time.monotonic()
    right = plan(mutant, source, _solved(source, mutant))
    key = repr((right.cells, right.checks, sorted(right.parameters.items())))
    if key not in controls:
        controls[key] = run_forked(right)
    if controls[key]:
        worst = controls[key][0]
        mend = f"with these settings the right solution fails too: '{worst.cell}' raised {worst.error}: {worst.message}"
        return Verdict(mutant.name, False, time.monotonic() - start, mend)
    failures = run_forked(plan(mutant, source, mutated_text(mutant, source)))
    return judge(mutant, right.checks, failures, time.monotonic() - start)


def _solved(source: Source, mutant: Mutant) -> str:
    cell = source.cell(mutant.cell)
    if cell is None:
        raise BadMutant(f"mutant '{mutant.name}': {source.path} has no exercise cell '{mutant.cell}'.")
    return solution_text(cell)


def judge(mutant: Mutant, checks: Sequence[str], failures: Sequence[Failure], seconds: float) -> Verdict:
    """Rejected when a check that counts (each one that is named) raised as said, with the message that was expected."""
    by = tuple(failure.cell for failure in failures if failure.cell in checks and failure.error == mutant.raises)
    messages = [failure.message for failure in failures if failure.cell in by]
    missing = [check for check in mutant.caught_by if check not in by]
    if by and not missing:
        fitting = [message for message in messages if mutant.expect in message]
        if fitting:
            return Verdict(mutant.name, True, seconds, fitting[0], by)
        mend = f"rejected, but no message contains {mutant.expect!r}: {messages}"
        return Verdict(mutant.name, False, seconds, mend, by)
    seen = "; ".join(f"'{failure.cell}' raised {failure.error}: {failure.message}" for failure in failures)
    lacking = f"{', '.join(missing or checks)} did not reject it with {mutant.raises}"
    return Verdict(mutant.name, False, seconds, f"{lacking} ({seen or 'every cell ran'})", by)


def run_forked(todo: Plan) -> list[Failure]:
    """Runs the plan in a fork; what its cells raised, or one failure that says that it took too long or died."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            with _silence(), os.fdopen(writing, "w") as pipe:
                json.dump(list(_run(todo)), pipe)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = _read_until(pipe.fileno(), time.monotonic() + todo.seconds)
    if answer is None:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if answer is None:
        late = f"took over {todo.seconds:.0f} s; shorten it with parameters={{…}} or upto='…'"
        return [Failure("", "Timeout", late)]
    if status != 0:
        return [Failure("", "Died", f"the process ended with status {status}")]
    return [Failure(*failure) for failure in json.loads(answer)]


def _read_until(descriptor: int, deadline: float) -> bytes | None:
    """All that comes until the other end closes; None past the deadline."""
    parts: list[bytes] = []
    while select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
        part = os.read(descriptor, 65536)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return None


def _run(todo: Plan) -> Iterator[tuple[str, str, str]]:
    """Runs the cells as a notebook goes on past errors, in a module that is ``__main__``, as in a kernel."""
    module = ModuleType("__main__")
    sys.modules["__main__"] = module
    # What IPython puts in every notebook's reach.
    vars(builtins)["display"] = lambda *_args, **_options: None
    for cell, text in todo.cells:
        try:
            exec(compile(text, f"<{cell.slug}>", "exec"), vars(module))
            if cell.role == "parameters":
                vars(module).update(todo.parameters)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            message = str(error) or traceback.format_exc(limit=-1)
            yield cell.slug, type(error).__name__, message


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        yield
