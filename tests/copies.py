"""Opening copies and looking at what there is, for the tests of the workspace."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from dl_curriculum_ext import model
from dl_curriculum_ext.catalog import Catalog, LoadedPack
from dl_curriculum_ext.workspace import Copy, Workspace

T = TypeVar("T")
Managers = Callable[..., Any]

KERNEL = {"name": "torch", "display_name": "Torch", "language": "python"}
HOME = "deep-learning"


def read(tmp_path: Path) -> LoadedPack:
    return Catalog(lambda: [tmp_path / "packs"]).pack("small")


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def open_copy(
    contents: Any, pack: LoadedPack, item: str = "double-it", folder: str = HOME, known: str | None = None
) -> Copy:
    exercise = pack.item(item)
    assert isinstance(exercise, model.Exercise | model.Capstone)
    return run(Workspace(contents).open_copy(pack, exercise, folder, known, KERNEL))


def files(folder: Path) -> set[str]:
    """Every file below, checkpoints left out."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return {path.as_posix() for path in found if ".ipynb_checkpoints" not in path.parts}
