"""Looks into one kernel's environment: by its own Python where that is here, else by a kernel started for it."""

import ast
import asyncio
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from . import probe_script
from .environment import Environment, Finding
from .fresh_kernel import FreshKernel, KernelManagers
from .kernel_answers import KernelDevice
from .kernel_command import Command, command_of
from .outcomes import CannotRun
from .programs import Programs, Said

PROBE_SECONDS = 90.0
"""Importing torch for the first time from a slow disk takes more than a minute."""
MENDING = "Choose another kernel, or mend this one and look again."


@cache
def script() -> str:
    """What runs in the kernels' own Pythons."""
    return Path(probe_script.__file__).read_text("utf-8")


class _Devices(Struct, frozen=True):
    devices: tuple[KernelDevice, ...] = ()
    build: str = ""
    error: str = ""


class Prober:
    """``elsewhere`` says that kernels run on another machine, behind a gateway."""

    def __init__(
        self,
        programs: Programs,
        managers: KernelManagers,
        *,
        elsewhere: bool,
        seconds: float = PROBE_SECONDS,
    ) -> None:
        self._programs = programs
        self._managers = managers
        self._elsewhere = elsewhere
        self._seconds = seconds

    def command(self, spec: Mapping[str, Any]) -> Command | None:
        return None if self._elsewhere else command_of(spec)

    async def probe(self, name: str, spec: Mapping[str, Any], modules: tuple[str, ...]) -> Finding:
        """What was found, whatever happens."""
        command = self.command(spec)
        if command is None:
            return await self._by_kernel(name, modules)
        return await asyncio.to_thread(self._by_python, command, modules)

    def _by_python(self, command: Command, modules: tuple[str, ...]) -> Finding:
        kernel = command.module.partition(".")[0]
        asked = json.dumps([*modules, kernel] if kernel else modules)
        argv = [command.python, *command.options, "-c", script(), probe_script.MARK, asked]
        try:
            said = self._programs.ask(argv, self._seconds, command.env, errors=True)
        except OSError as error:
            what = "is not there any more" if isinstance(error, FileNotFoundError) else f"cannot be run ({error})"
            why = f"Its Python, {command.python}, {what}. {MENDING}"
            return Finding(state="known", usable=False, why=why, interpreter=command.python)
        told = [
            line.removeprefix(probe_script.MARK)
            for line in said.text.splitlines()
            if line.startswith(probe_script.MARK)
        ]
        found = _read(told)
        if found is None:
            return _nothing_told(said, command, self._seconds)
        if said.code is None and found.has_torch and len(told) < 2:
            note = f"Its torch did not tell within {self._seconds:.0f} s which devices it sees."
            found = msgspec.structs.replace(found, note=note)
        if kernel and kernel not in found.modules:
            install = found.install(["ipykernel"]) if kernel.startswith("ipykernel") else ""
            mend = f"Install it with: {install}" if install else MENDING
            return Finding(
                state="known",
                usable=False,
                why=f"Its Python, {command.python}, has no '{kernel}', so no notebook can run on it. {mend}",
                interpreter=command.python,
                environment=found,
            )
        return Finding(
            state="known",
            usable=True,
            why=found.note,
            interpreter=found.executable or command.python,
            environment=found,
        )

    async def _by_kernel(self, name: str, modules: tuple[str, ...]) -> Finding:
        try:
            async with FreshKernel(self._managers, name, "", self._seconds) as kernel:
                raised = await kernel.execute(script(), "looking into the environment")
                said = await kernel.tell(f"dl_curriculum_probe({list(modules)!r})") if raised is None else None
        except CannotRun as error:
            return Finding(state="unknown", usable=False, why=error.message)
        try:
            told = [json.dumps(part) for part in json.loads(ast.literal_eval(said or "''"))]
        except (ValueError, SyntaxError):
            told = []
        found = _read(told)
        if found is None:
            return Finding(state="unknown", usable=True, why=f"It started but did not tell what it has. {MENDING}")
        if self._elsewhere:
            # Folders of the same name on this machine are others.
            found = msgspec.structs.replace(found, folders=())
        return Finding(state="known", usable=True, why=found.note, interpreter=found.executable, environment=found)


def _read(told: list[str]) -> Environment | None:
    """From what the script told: first what is installed, then, where there is torch, its devices."""
    try:
        found = msgspec.json.decode(told[0], type=Environment)
        devices = msgspec.json.decode(told[1], type=_Devices) if len(told) > 1 else _Devices()
    except (IndexError, msgspec.DecodeError):
        return None
    note = f"Its torch cannot be used: {devices.error}" if devices.error else ""
    return msgspec.structs.replace(
        found, devices=devices.devices, torch_build=devices.build, is_torch_broken=bool(devices.error), note=note
    )


def _nothing_told(said: Said, command: Command, seconds: float) -> Finding:
    if said.code is None:
        why = f"Its Python, {command.python}, did not answer within {seconds:.0f} s. {MENDING}"
        return Finding(state="unknown", usable=False, why=why, interpreter=command.python)
    lines = [line.strip() for line in said.text.splitlines() if line.strip()]
    last = f": {lines[-1][:200]}" if lines else f" (code {said.code})"
    why = f"Its Python, {command.python}, ended with an error{last}. {MENDING}"
    return Finding(state="unknown", usable=False, why=why, interpreter=command.python)
