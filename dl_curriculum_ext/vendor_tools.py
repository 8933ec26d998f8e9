"""What the makers' own programs say of their graphics cards: one small reader each, asked where it is installed."""

import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from .kernel_answers import Accelerator
from .programs import Said

GB = 1e9
MIB = 1024**2
PCI = Path("/sys/bus/pci/devices")
NVML = Path(__file__).with_name("nvml.py")
"""As text, since a process of its own need not find this package."""


class Seen(Struct, frozen=True, kw_only=True):
    """What one tool, or all of them, told."""

    accelerators: tuple[Accelerator, ...] = ()
    held: Mapping[int, int] | None = None
    """Process to bytes of accelerators' memory; None where no tool here tells it."""
    message: str = ""


class Ask(Protocol):
    """Runs a program and answers what it said; raises `OSError` where it cannot be started."""

    def __call__(self, *argv: str) -> Said: ...


class Unanswered(Exception):
    """A tool that did not answer in time, or not what it should; its message is for the learner."""


def nvidia(ask: Ask) -> Seen:
    """Through NVIDIA's library, in a process of its own, where there is a driver or a card without one."""
    if not _has_nvidia():
        return Seen()
    found = _json(ask(sys.executable, "-c", NVML.read_text("utf-8")), "The NVIDIA driver")
    return Seen(
        accelerators=tuple(
            Accelerator(name=card["name"], kind="cuda", memory_gb=_gb(card["bytes"]), free_gb=_gb(card["free"]))
            for card in found["cards"]
        ),
        held={int(pid): used for pid, used in found["held"].items()} if found["cards"] else None,
        message=found["message"],
    )


def amd(ask: Ask) -> Seen:
    """Through ``amd-smi`` or, where that is not there yet, its forerunner ``rocm-smi``."""
    if shutil.which("amd-smi"):
        names = _amd(ask, "static", "--asic")
        memory = _amd(ask, "metric", "--mem-usage")
        return Seen(accelerators=tuple(_amd_card(one, two) for one, two in zip(names, memory, strict=True)))
    if shutil.which("rocm-smi"):
        said = ask("rocm-smi", "--showproductname", "--showmeminfo", "vram", "--json")
        cards = _json(said, "AMD's program 'rocm-smi'")
        return Seen(accelerators=tuple(_rocm_card(card) for name, card in cards.items() if name.startswith("card")))
    return Seen()


def intel(ask: Ask) -> Seen:
    """Through ``xpu-smi``."""
    if not shutil.which("xpu-smi"):
        return Seen()
    who = "Intel's program 'xpu-smi'"
    devices = _json(ask("xpu-smi", "discovery", "-j"), who).get("device_list", [])
    found = []
    for device in devices:
        number = str(device["device_id"])
        about = _json(ask("xpu-smi", "discovery", "-d", number, "-j"), who)
        total = _number(about.get("memory_physical_size_byte"))
        used = _intel_used(_json(ask("xpu-smi", "stats", "-d", number, "-j"), who))
        free = max(0.0, total - used) if total is not None and used is not None else None
        found.append(Accelerator(name=device["device_name"], kind="xpu", memory_gb=_gb(total), free_gb=_gb(free)))
    return Seen(accelerators=tuple(found))


def apple(ask: Ask) -> Seen:
    """Apple's chips; processor and graphics share the machine's memory, so there is none of their own to tell of."""
    if (platform.system(), platform.machine()) != ("Darwin", "arm64"):
        return Seen()
    said = ask("sysctl", "-n", "machdep.cpu.brand_string")
    return Seen(accelerators=(Accelerator(name=f"{said.text.strip() or 'Apple'} GPU", kind="mps"),))


TOOLS: tuple[tuple[Callable[[Ask], Seen], str], ...] = (
    (nvidia, "0x10de"),
    (amd, "0x1002"),
    (apple, ""),
    (intel, "0x8086"),
)
"""Each with its maker's number on the PCI bus."""


def look(ask: Ask) -> Seen:
    """What all tools see; what is wrong with one does not hide the others."""
    seen = []
    for tool, maker in TOOLS:
        try:
            told = tool(ask)
        except Unanswered as error:
            told = Seen(message=str(error))
        except (OSError, LookupError, TypeError, ValueError, AttributeError) as error:
            words = f"What the tool for {tool.__name__.upper()} graphics cards says cannot be read ({error!r})."
            told = Seen(message=words)
        # A tool without a card has nothing to say, however it says so.
        seen.append(told if told.accelerators or _may_have(maker) else Seen())
    holding = [one.held for one in seen if one.held is not None]
    return Seen(
        accelerators=tuple(accelerator for one in seen for accelerator in one.accelerators),
        held={pid: used for held in holding for pid, used in held.items()} if holding else None,
        message=" ".join(one.message for one in seen if one.message),
    )


def _json(said: Said, who: str) -> Any:
    if said.code is None:
        raise Unanswered(f"{who} did not answer in time, so its cards are not shown. Restarting the machine may help.")
    try:
        return json.loads(said.text)
    except ValueError as error:
        raise Unanswered(f"{who} ended with an error (code {said.code}), so its cards are not shown.") from error


def _has_nvidia() -> bool:
    """Whether to ask at all: most machines have none, and each question is a process."""
    if shutil.which("nvidia-smi") or os.path.exists("/dev/nvidiactl"):  # noqa: PTH110
        return True
    return PCI.is_dir() and _may_have("0x10de")


def _may_have(maker: str) -> bool:
    """Whether there is a display or compute card of this maker; where the bus cannot be seen, perhaps."""
    if not maker or not PCI.is_dir() or os.path.exists("/dev/dxg"):  # noqa: PTH110
        return True
    kinds = ("0x03", "0x12")
    return any(_pci(card / "vendor") == maker and _pci(card / "class").startswith(kinds) for card in PCI.iterdir())


def _pci(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""


def _amd(ask: Ask, *what: str) -> list[dict[str, Any]]:
    found = _json(ask("amd-smi", *what, "--json"), "AMD's program 'amd-smi'")
    # Later versions wrap the list.
    cards: list[dict[str, Any]] = found["gpu_data"] if isinstance(found, dict) else found
    return cards


def _amd_card(about: dict[str, Any], metric: dict[str, Any]) -> Accelerator:
    memory = metric["mem_usage"]
    total, free = (_number(memory[which]["value"]) for which in ("total_vram", "free_vram"))
    return Accelerator(
        name=about["asic"]["market_name"],
        kind="rocm",
        memory_gb=_gb(total, MIB),
        free_gb=_gb(free, MIB),
    )


def _rocm_card(card: dict[str, str]) -> Accelerator:
    known = {name.casefold(): value for name, value in card.items()}
    total, used = (_number(known.get(f"vram total {which}memory (b)")) for which in ("", "used "))
    free = total - used if total is not None and used is not None else None
    name = known.get("card series") or known.get("card model") or "AMD card"
    return Accelerator(name=name, kind="rocm", memory_gb=_gb(total), free_gb=_gb(free))


def _intel_used(stats: dict[str, Any]) -> float | None:
    tiles = [tile["data_list"] for tile in stats.get("tile_level", [])] or [stats.get("device_level", [])]
    used = [
        _number(metric["value"])
        for metrics in tiles
        for metric in metrics
        if metric["metrics_type"] == "XPUM_STATS_MEMORY_USED"
    ]
    return sum(value for value in used if value is not None) * MIB if used else None


def _number(value: Any) -> float | None:
    """A number that may be written as text; None for what is no number, such as 'N/A'."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _gb(amount: float | None, unit: float = 1) -> float | None:
    return None if amount is None else round(amount * unit / GB, 2)
