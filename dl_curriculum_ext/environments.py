"""What is known of every kernel's environment; looked into once, in the background, until something there changes."""

import asyncio
import hashlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from .environment import Finding
from .kernel_command import is_python
from .prober import Prober, script

RETRY_SECONDS = 600.0
"""When to ask one anew that did not answer."""
FAR_SECONDS = 24 * 3600.0
"""How long what is behind a gateway is believed: changes there are not seen from here."""
_DRIVERS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dri", "/dev/dxg")
_VISIBLE = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "ZE_AFFINITY_MASK")

Spec = Mapping[str, Any]
Told = Callable[[str, Finding], None]
"""Tells whoever listens that a kernel was looked into."""

PROBING = Finding(state="probing", usable=True)


class _Kept(Struct, frozen=True):
    """A finding as it lies on the disk."""

    key: str
    asked: tuple[str, ...]
    """The modules that were looked for."""
    stamps: dict[str, int]
    """Folders of its modules to when they changed, in ns; installing anything changes one."""
    at: float
    finding: Finding


class Environments:
    """``folder`` keeps findings over restarts; ``place`` names the machine that the kernels run on."""

    def __init__(self, prober: Prober, folder: Path, place: str, told: Told, clock: Callable[[], float] = time.time):
        self._prober = prober
        self._folder = folder
        self._place = place
        self._told = told
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._probing: dict[str, asyncio.Task[None]] = {}
        # One after the other: each imports torch, and the learner is at work meanwhile.
        self._turn = asyncio.Lock()

    @property
    def is_probing(self) -> bool:
        return bool(self._probing)

    async def look(self, specs: Mapping[str, Spec], modules: tuple[str, ...]) -> dict[str, Finding]:
        """What is known of each kernel now; what is not, is looked into in the background."""
        known = await asyncio.to_thread(self._known, specs, modules)
        found = {}
        for name, spec in specs.items():
            if not is_python(spec):
                found[name] = Finding(state="known", usable=False, why="The curriculum's notebooks are in Python.")
            elif name in known:
                found[name] = known[name]
            else:
                if name not in self._probing:
                    self._probing[name] = asyncio.create_task(self._probe(name, spec, modules))
                found[name] = PROBING
        return found

    async def recall(self, specs: Mapping[str, Spec], modules: tuple[str, ...]) -> dict[str, Finding]:
        """What is known already; nothing is looked into for it."""
        return await asyncio.to_thread(self._known, {n: spec for n, spec in specs.items() if is_python(spec)}, modules)

    async def settled(self) -> None:
        """Wait until nothing is being looked into."""
        while self._probing:
            await asyncio.gather(*self._probing.values(), return_exceptions=True)

    def forget(self) -> None:
        """Believe nothing that was found before, so that it is looked into anew."""
        self._kept.clear()
        for file in self._folder.glob("*.json") if self._folder.is_dir() else ():
            file.unlink(missing_ok=True)

    async def close(self) -> None:
        for task in tuple(self._probing.values()):
            task.cancel()
        await asyncio.gather(*self._probing.values(), return_exceptions=True)

    def _known(self, specs: Mapping[str, Spec], modules: tuple[str, ...]) -> dict[str, Finding]:
        found = {}
        for name, spec in specs.items():
            kept = self._kept.get(name) or self._read(name)
            if kept is None or kept.key != self._key(spec) or not set(modules) <= set(kept.asked):
                continue
            if self._holds(kept):
                self._kept[name] = kept
                found[name] = kept.finding
        return found

    def _holds(self, kept: _Kept) -> bool:
        environment = kept.finding.environment
        age = self._clock() - kept.at
        if kept.finding.state == "unknown":
            return age < RETRY_SECONDS
        if environment is not None and not environment.folders:
            return 0 <= age < FAR_SECONDS
        return kept.stamps == _stamps(tuple(kept.stamps))

    async def _probe(self, name: str, spec: Spec, modules: tuple[str, ...]) -> None:
        try:
            async with self._turn:
                try:
                    finding = await self._prober.probe(name, spec, modules)
                except Exception as error:
                    # Kernel managers raise what they like; the learner is told, and nobody asks again at once.
                    why = f"It could not be looked into ({type(error).__name__}: {error})."
                    finding = Finding(state="unknown", usable=True, why=why)
                kept = await asyncio.to_thread(self._keep, name, spec, modules, finding)
            self._kept[name] = kept
        finally:
            del self._probing[name]
        self._told(name, finding)

    def _key(self, spec: Spec) -> str:
        """Of all that decides what is found, besides what is installed."""
        command = self._prober.command(spec)
        python = _stamps((command.python, str(Path(command.python).parent.parent / "pyvenv.cfg"))) if command else {}
        drivers = [path for path in _DRIVERS if os.path.exists(path)]  # noqa: PTH110
        visible = [os.environ.get(name) for name in _VISIBLE]
        parts = [self._place, dict(spec), python, drivers, visible, script()]
        return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()

    def _file(self, name: str) -> Path:
        # A hash, since a kernel's name may hold what a file's may not, and other places have kernels of that name.
        return self._folder / f"{hashlib.sha256(f'{self._place} {name}'.encode()).hexdigest()[:20]}.json"

    def _read(self, name: str) -> _Kept | None:
        try:
            return msgspec.json.decode(self._file(name).read_bytes(), type=_Kept)
        except (OSError, msgspec.DecodeError):
            # Nothing is lost: it is looked into anew.
            return None

    def _keep(self, name: str, spec: Spec, modules: tuple[str, ...], finding: Finding) -> _Kept:
        folders = finding.environment.folders if finding.environment else ()
        kept = _Kept(self._key(spec), modules, _stamps(folders), self._clock(), finding)
        if finding.state == "known":
            file = self._file(name)
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                half = file.with_suffix(f".{os.getpid()}")
                half.write_bytes(msgspec.json.encode(kept))
                half.replace(file)
            except OSError:
                # A full or a foreign disk: it is looked into again by the next server.
                return kept
        return kept


def _stamps(paths: tuple[str, ...]) -> dict[str, int]:
    """When each was changed, in ns; 0 for what is not there."""
    found = {}
    for path in paths:
        try:
            found[path] = os.stat(path).st_mtime_ns  # noqa: PTH116
        except OSError:
            found[path] = 0
    return found
