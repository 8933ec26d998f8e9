"""Asks NVIDIA's driver what its cards hold; run as a program of its own, since a sick driver may never answer.

Prints one JSON object: ``cards`` (name, bytes, bytes free), ``held`` (process to bytes) and a ``message``.
"""

import json
from collections.abc import Iterator
from typing import Any

import pynvml


def look() -> dict[str, Any]:
    """All cards; of one that is cut into MIG instances, these."""
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        return {"cards": [], "held": {}, "message": _sentence(error)}
    cards: list[dict[str, Any]] = []
    held: dict[int, int] = {}
    message = ""
    try:
        for number in range(pynvml.nvmlDeviceGetCount()):
            try:
                for handle in _parts(pynvml.nvmlDeviceGetHandleByIndex(number)):
                    cards.append(_card(handle))
                    for pid, used in _held(handle):
                        held[pid] = held.get(pid, 0) + used
            except pynvml.NVMLError as error:
                message = f"The NVIDIA driver cannot reach card {number} ({error}). Restarting the machine may help."
    finally:
        pynvml.nvmlShutdown()
    return {"cards": cards, "held": held, "message": message}


def _parts(card: Any) -> Iterator[Any]:
    """The card, or the instances that a program sees in its place."""
    try:
        is_cut = pynvml.nvmlDeviceGetMigMode(card)[0] == pynvml.NVML_DEVICE_MIG_ENABLE
        most = pynvml.nvmlDeviceGetMaxMigDeviceCount(card) if is_cut else 0
    except pynvml.NVMLError:
        # Most cards cannot be cut.
        is_cut, most = False, 0
    if not is_cut:
        yield card
    for number in range(most):
        try:
            yield pynvml.nvmlDeviceGetMigDeviceHandleByIndex(card, number)
        except pynvml.NVMLError:
            # A place for an instance that was not made.
            continue


def _card(handle: Any) -> dict[str, Any]:
    name = pynvml.nvmlDeviceGetName(handle)
    found = {"name": name.decode() if isinstance(name, bytes) else name, "bytes": None, "free": None}
    try:
        memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
    except pynvml.NVMLError:
        # Where card and processor share their memory, there is none of its own to tell of.
        return found
    return found | {"bytes": memory.total, "free": memory.free}


def _held(handle: Any) -> Iterator[tuple[int, int]]:
    try:
        running = pynvml.nvmlDeviceGetComputeRunningProcesses(handle)
    except pynvml.NVMLError:
        return
    for process in running:
        # On Windows the driver does not say how much.
        if process.usedGpuMemory is not None:
            yield process.pid, process.usedGpuMemory


def _sentence(error: Exception) -> str:
    code = getattr(error, "value", None)
    if code == pynvml.NVML_ERROR_LIBRARY_NOT_FOUND:
        return "This machine has an NVIDIA card, but its driver is not installed, so nothing can compute on it."
    if code == pynvml.NVML_ERROR_DRIVER_NOT_LOADED:
        return "The NVIDIA driver is installed but not running. Restart the machine, or reinstall the driver."
    if code == pynvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH:
        return "The NVIDIA driver was updated while it was running. Restart the machine to compute on the card again."
    return f"The NVIDIA driver answered with an error ({error}). Its own program 'nvidia-smi' may say more."


if __name__ == "__main__":
    print(json.dumps(look()))
