"""What the routes ask about the machine, its kernels and the notebooks that run on them."""

import asyncio
from collections.abc import Mapping
from typing import Any

from . import environment
from .catalog import Catalog, LoadedPack
from .contents_errors import status_of
from .environment import Finding
from .environments import Environments
from .estimates import Durations
from .fold import Fold, ItemState
from .hardware import Computing, HardwareReader
from .kernel_answers import (
    CurriculumKernels,
    Device,
    Hardware,
    ItemKernel,
    KernelEnvironment,
    RunningNotebooks,
)
from .kernel_choice import Choice, Kernelspecs, Wishes, choose
from .kernels import Kernels, last_used
from .ledger import Ledger
from .model import Capstone, Exercise
from .running import Running

GB = 1e9
LIST_SECONDS = 3.0
"""How long to wait for the list of kernels; a gateway that is gone is tried for long."""
NO_LIST = "The gateway that kernels run behind does not answer. Ask whoever keeps it, or look again in a minute."


class KernelService:
    """``machine`` names where kernels run; ``elsewhere`` says that this is not here, but behind a gateway."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        catalog: Catalog,
        kernels: Kernels,
        environments: Environments,
        hardware: HardwareReader,
        running: Running,
        machine: str,
        elsewhere: bool,
    ) -> None:
        self._ledger = ledger
        self._catalog = catalog
        self._kernels = kernels
        self._environments = environments
        self._hardware = hardware
        self._running = running
        self._machine = machine
        self._elsewhere = elsewhere

    async def hardware(self) -> Hardware:
        """What computes here, and what is known of each kernel now."""
        computing = await self._hardware.read()
        message = computing.seen.message
        packages, modules = await self._needed()
        try:
            specs = await asyncio.wait_for(self._kernels.all(), LIST_SECONDS)
        except Exception as error:
            if not isinstance(error, asyncio.TimeoutError | OSError) and status_of(error) is None:
                raise
            specs = {}
            message = f"{message} {NO_LIST}".strip()
        findings = await self._environments.look(specs, modules)
        return Hardware(
            processors=computing.processors,
            memory_gb=round(computing.memory.total / GB, 1),
            memory_free_gb=round(computing.memory.free / GB, 1),
            accelerators=computing.seen.accelerators,
            message=message,
            elsewhere=self._elsewhere,
            kernels=tuple(self._environment(name, specs[name], findings[name], packages, computing) for name in specs),
        )

    async def look_again(self) -> Hardware:
        """Look into every environment anew, in the background."""
        self._environments.forget()
        return await self.hardware()

    async def of_curriculum(self, name: str) -> CurriculumKernels:
        """What each notebook would open on now."""
        usual, items = await self._ledger.aside(lambda: self._notebooks(name))
        _, modules = await self._needed()
        specs = await self._kernels.all()
        kernels = self._kernels.seen(specs, await self._environments.look(specs, modules))
        computing = await self._hardware.read()
        alive = await self._running.items({item.id: state.path for item, state in items if state and state.path})
        durations = Durations(((item.id, item.needs, state) for item, state in items), self._machine)
        found = {}
        for item, state in items:
            wishes = Wishes(last=await self._last(state), curriculum=usual or "")
            choice = choose(kernels, item.needs, wishes)
            found[item.id] = self._item(item, choice, kernels, computing, durations, is_alive=item.id in alive)
        return CurriculumKernels(kernel=usual, probing=self._environments.is_probing, items=found)

    async def notebooks(self, name: str) -> RunningNotebooks:
        """Those of the curriculum whose kernels are alive."""
        _, items = await self._ledger.aside(lambda: self._notebooks(name))
        paths = {item.id: state.path for item, state in items if state and state.path}
        return RunningNotebooks(notebooks=await self._running.notebooks(paths))

    async def close(self) -> None:
        await self._environments.close()

    async def _needed(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Packages and modules that the notebooks of all curricula need."""
        listing = await self._ledger.aside(self._catalog.listing)
        packs: Mapping[str, LoadedPack] = listing.packs
        return environment.needed(
            item.needs for pack in packs.values() for _, item in pack.items() if isinstance(item, Exercise | Capstone)
        )

    def _notebooks(self, name: str) -> tuple[str | None, list[tuple[Exercise | Capstone, ItemState | None]]]:
        pack, fold = self._ledger.fold(name)
        return fold.kernel, _with_states(pack, fold)

    async def _last(self, state: ItemState | None) -> str:
        if state is None or state.path is None:
            return ""
        return last_used(await self._kernels.says(state.path), state.kernel)

    def _item(
        self,
        item: Exercise | Capstone,
        choice: Choice,
        kernels: Kernelspecs,
        computing: Computing,
        durations: Durations,
        *,
        is_alive: bool,
    ) -> ItemKernel:
        needs = item.needs
        device = _device(item, kernels.findings.get(choice.kernel))
        free = None if self._elsewhere else _free(device, computing)
        estimate = durations.estimate(item.id, needs, device)
        return ItemKernel(
            kernel=choice.kernel,
            message=choice.message,
            missing=choice.missing,
            install=choice.install,
            minutes=estimate.minutes,
            basis=estimate.basis,
            device=device,
            memory_gb=needs.memory_gb,
            free_gb=free,
            # One that runs already holds what it needs.
            fits=is_alive or free is None or needs.memory_gb <= free,
            smaller=bool(needs.smaller),
            smaller_memory_gb=needs.smaller_memory_gb,
        )

    def _environment(
        self,
        name: str,
        spec: Mapping[str, Any],
        finding: Finding,
        packages: tuple[str, ...],
        computing: Computing,
    ) -> KernelEnvironment:
        found = finding.environment
        return KernelEnvironment(
            name=name,
            display_name=str(spec.get("display_name") or name),
            language=str(spec.get("language", "")),
            python=found.python if found else "",
            interpreter=finding.interpreter,
            state=finding.state,
            usable=finding.usable,
            why=finding.why or ("" if self._elsewhere else _unused(finding, computing)),
            packages=environment.shown(found.versions, packages) if found else {},
            devices=found.devices if found else (),
        )


def _with_states(pack: LoadedPack, fold: Fold) -> "list[tuple[Exercise | Capstone, ItemState | None]]":
    return [(item, fold.items.get(item.id)) for _, item in pack.items() if isinstance(item, Exercise | Capstone)]


def _device(item: Exercise | Capstone, finding: Finding | None) -> Device:
    """The first accelerator that torch sees, where the item computes with torch; else the processor."""
    found = finding.environment if finding else None
    uses_torch = "torch" in (*item.needs.packages, *item.needs.imports)
    return found.devices[0].kind if found and found.devices and uses_torch else "cpu"


def _free(device: Device, computing: Computing) -> float | None:
    """In GB; Apple's accelerators share the machine's memory."""
    if device in ("cpu", "mps"):
        return round(computing.memory.free / GB, 1)
    return next((one.free_gb for one in computing.seen.accelerators if one.kind == device), None)


def _unused(finding: Finding, computing: Computing) -> str:
    """Why this machine's accelerator is of no use to a kernel, since that is the most common reason for slowness."""
    found = finding.environment
    if found is None or not found.has_torch or found.devices or not computing.seen.accelerators:
        return ""
    card = computing.seen.accelerators[0].name
    if found.torch_build:
        return (
            f"Its torch was built for version {found.torch_build} of the accelerator's software and does not see "
            f"{card}: the driver may be too old for it."
        )
    return (
        f"Its torch is a build for the processor alone, so it does not use {card}. The page 'Start locally' of "
        "pytorch.org says which build does."
    )
