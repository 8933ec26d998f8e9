"""Where a pack keeps the files of its items."""

from pathlib import Path

from . import model


def folder_of(root: Path, stage: model.Stage | None) -> Path:
    """The folder that an item's paths are relative to; the closing page's is ``closing``."""
    return root / "stages" / stage.id if stage else root / "closing"


def notebook_of(item: model.Exercise | model.Capstone) -> str:
    return item.notebook or f"{item.id}.ipynb"


def solution_of(item: model.Exercise | model.Capstone) -> str:
    return notebook_of(item).removesuffix(".ipynb") + ".solution.ipynb"
