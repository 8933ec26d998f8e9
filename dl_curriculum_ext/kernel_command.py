"""Reads a kernelspec's command: which Python runs the kernel, and in which environment, as far as that can be told."""

import os
import re
import shutil
import string
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

LOCAL = "local-provisioner"
_PYTHON = re.compile(r"(python|pypy)[\d.]*(t|w|d)?(\.exe)?", re.IGNORECASE)
_OURS = {"python", f"python{sys.version_info[0]}", f"python{sys.version_info[0]}.{sys.version_info[1]}"}
"""What Jupyter takes for the server's own Python, whatever the path says."""


class Command(Struct, frozen=True):
    """A Python on this machine that runs a kernel."""

    python: str
    """Where it is, or the bare name where it was not found."""
    options: tuple[str, ...]
    """What comes before ``-m``."""
    module: str
    """The kernel itself, such as ``ipykernel_launcher``; empty where another way to it was chosen."""
    env: Mapping[str, str]


def is_python(spec: Mapping[str, Any]) -> bool:
    return str(spec.get("language", "")).lower() == "python"


def command_of(spec: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Command | None:
    """The Python of a kernelspec; None for a shell, a launcher or a provisioner, where only the kernel can tell."""
    argv = [str(part) for part in spec.get("argv") or ()]
    provisioner = (spec.get("metadata") or {}).get("kernel_provisioner") or {}
    if not argv or provisioner.get("provisioner_name", LOCAL) != LOCAL:
        return None
    name = argv[0].replace("{prefix}", sys.prefix)
    if not _PYTHON.fullmatch(Path(name).name):
        return None
    env = _env(spec, environ)
    python = sys.executable if name in _OURS else shutil.which(name, path=env.get("PATH")) or name
    cut = argv.index("-m") if "-m" in argv[:-1] else 1
    module = argv[cut + 1] if cut < len(argv) - 1 and argv[cut] == "-m" else ""
    return Command(python, tuple(argv[1:cut]), module, env)


def _env(spec: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    """As Jupyter makes it for a kernel."""
    env = dict(environ)
    if spec.get("argv", [""])[0] != sys.executable:
        env.pop("PYTHONEXECUTABLE", None)
    for name, value in (spec.get("env") or {}).items():
        env[name] = string.Template(str(value)).safe_substitute(environ)
    return env
