"""How long a notebook takes on this machine: as its item states it, corrected by the runs that were seen here."""

from collections.abc import Iterable
from statistics import median

from msgspec import Struct

from .fold import ItemState
from .kernel_answers import Basis, Device
from .model import Needs


class Estimate(Struct, frozen=True):
    minutes: float | None
    basis: Basis


class Durations:
    """What fresh runs that passed took on one machine, by item and by the device that they computed on."""

    def __init__(self, items: Iterable[tuple[str, Needs, ItemState | None]], machine: str) -> None:
        self._minutes: dict[tuple[str, bool], float] = {}
        ratios: dict[bool, list[float]] = {False: [], True: []}
        for item, needs, state in items:
            for on_accelerator in (False, True):
                seen = [
                    run.ended.seconds / 60
                    for run in (state.runs.values() if state else ())
                    if run.ended is not None
                    and run.ended.machine == machine
                    and run.ended.state == "passed"
                    and (_type(run.ended.device) != "cpu") == on_accelerator
                ]
                if seen:
                    minutes = median(seen)
                    self._minutes[item, on_accelerator] = minutes
                    stated = _stated(needs, on_accelerator)
                    if stated:
                        ratios[on_accelerator].append(minutes / stated)
        self._ratio = {kind: median(found) for kind, found in ratios.items() if found}

    def estimate(self, item: str, needs: Needs, device: Device) -> Estimate:
        on_accelerator = device != "cpu"
        measured = self._minutes.get((item, on_accelerator))
        if measured is not None:
            return Estimate(round(measured, 2), "measured")
        stated = _stated(needs, on_accelerator)
        if not stated:
            # The time on the processor, where that is all that is known, is at least not too short.
            return Estimate(needs.cpu_minutes or None, "stated")
        if on_accelerator in self._ratio:
            return Estimate(round(stated * self._ratio[on_accelerator], 2), "scaled")
        return Estimate(stated, "stated")


def _stated(needs: Needs, on_accelerator: bool) -> float:
    return needs.gpu_minutes if on_accelerator else needs.cpu_minutes


def _type(device: str) -> str:
    """Of a device as a notebook says it, such as ``cuda:0``; a notebook that says none computed on the processor."""
    return device.partition(":")[0] or "cpu"
