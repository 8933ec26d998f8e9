"""Tells of the Python that runs it what is installed and which devices torch sees; runs in the kernels' own Pythons.

The server reads this file and never imports it: it needs nothing but an old Python's standard library. What is
installed is told before torch is imported, since that may take long, or for ever.
"""

from __future__ import annotations

import json
import re
import sys
import sysconfig
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

MARK = "dl-curriculum-probe:"


def installed(modules: list[str]) -> dict[str, object]:
    """What is there, found without importing any of it."""
    from importlib import metadata, util

    versions: dict[str, str] = {}
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        if name:
            # The first one on the path is what an import finds.
            versions.setdefault(re.sub(r"[-_.]+", "-", name).lower(), distribution.version)
    stdlib = sysconfig.get_path("stdlib") or ""
    is_own = sys.prefix != sys.base_prefix
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "executable": sys.executable or "",
        "versions": versions,
        "modules": [module for module in modules if util.find_spec(module.partition(".")[0]) is not None],
        "has_torch": util.find_spec("torch") is not None,
        "has_pip": util.find_spec("pip") is not None,
        "is_managed": not is_own and Path(stdlib, "EXTERNALLY-MANAGED").exists(),
        "folders": [folder for folder in dict.fromkeys(sys.path) if folder and Path(folder).is_dir()],
    }


def devices() -> dict[str, object]:
    """What torch, imported here, can compute on besides the processor, and what it was built for."""
    try:
        import torch

        build = getattr(torch.version, "hip", None) or getattr(torch.version, "cuda", None) or ""
        return {"devices": list(_devices(torch)), "build": str(build), "error": ""}
    except Exception as error:
        # A broken install raises anything, a card without room a RuntimeError.
        return {"devices": [], "build": "", "error": f"{type(error).__name__}: {str(error)[:300]}"}


def _devices(torch: Any) -> Iterator[dict[str, object]]:
    if torch.cuda.is_available():
        kind = "rocm" if getattr(torch.version, "hip", None) else "cuda"
        for number in range(torch.cuda.device_count()):
            about = torch.cuda.get_device_properties(number)
            yield {"kind": kind, "name": about.name, "memory_gb": round(about.total_memory / 1e9, 2)}
        return
    mps = getattr(torch.backends, "mps", None)
    if mps is not None and mps.is_available():
        yield {"kind": "mps", "name": "Apple GPU", "memory_gb": None}
        return
    xpu = getattr(torch, "xpu", None)
    if xpu is not None and xpu.is_available():
        for number in range(xpu.device_count()):
            about = xpu.get_device_properties(number)
            yield {"kind": "xpu", "name": about.name, "memory_gb": round(about.total_memory / 1e9, 2)}
        return
    accelerator = getattr(torch, "accelerator", None)
    if accelerator is not None and accelerator.is_available():
        yield {"kind": "other", "name": str(accelerator.current_accelerator()), "memory_gb": None}


def dl_curriculum_probe(modules: list[str]) -> str:
    """All at once, for a kernel that is asked for it."""
    found = installed(modules)
    return json.dumps([found, devices()] if found["has_torch"] else [found])


if __name__ == "__main__" and MARK in sys.argv:
    found = installed(json.loads(sys.argv[sys.argv.index(MARK) + 1]))
    print(MARK + json.dumps(found), flush=True)
    if found["has_torch"]:
        print(MARK + json.dumps(devices()), flush=True)
