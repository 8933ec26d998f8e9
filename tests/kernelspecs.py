"""Kernelspecs and environments of many kinds, made on the disk."""

import json
import os
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

SITE = Path(sysconfig.get_path("purelib"))
TORCH = """
class version:
    cuda, hip = {cuda!r}, {hip!r}

class _Card:
    name, total_memory = "NVIDIA T4", 16_000_000_000

class cuda:
    @staticmethod
    def is_available(): return {cards} > 0
    @staticmethod
    def device_count(): return {cards}
    @staticmethod
    def get_device_properties(number): return _Card

class backends:
    class mps:
        @staticmethod
        def is_available(): return {mps}
"""
"""As much of torch as is asked which devices it sees."""


def torch(folder: Path, cards: int = 0, cuda: str | None = "12.8", hip: str | None = None, mps: bool = False) -> Path:
    """A folder that holds an installed torch with so many cards."""
    return package(folder, "torch", TORCH.format(cards=cards, cuda=cuda, hip=hip, mps=mps))


def package(folder: Path, name: str, source: str = "", version: str = "2.13.0") -> Path:
    """Install a module into a folder, as pip leaves it."""
    about = folder / f"{name}-{version}.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text(source)
    return folder


def environment(folder: Path, *, without: tuple[str, ...] = ("torch", "functorch")) -> Path:
    """An environment with all that this one has, but for what is left out; answers its Python."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    (site,) = (folder / "lib").glob("python*/site-packages")
    for entry in SITE.iterdir():
        if not entry.name.startswith(without) and not (site / entry.name).exists():
            (site / entry.name).symlink_to(entry)
    return python


def spec(python: str | Path = sys.executable, *before: str, **more: Any) -> dict[str, Any]:
    """A kernelspec as ``kernel.json`` has it; ``before`` comes in front of the Python."""
    argv = [*before, str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return {"argv": argv, "display_name": "A kernel", "language": "python"} | more


def install(name: str, kernel: dict[str, Any]) -> None:
    """Where this test's Jupyter finds it."""
    folder = Path(os.environ["JUPYTER_DATA_DIR"]) / "kernels" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kernel.json").write_text(json.dumps(kernel))


def shell(python: str | Path = sys.executable, env: str = "") -> dict[str, Any]:
    """Conda-style: a shell that enters an environment first."""
    command = f"{env} exec {python} -m ipykernel_launcher -f {{connection_file}}"
    return spec() | {"argv": ["bash", "-c", command]}
