"""Where a pack keeps the files of its items."""

import stat
from pathlib import Path
from typing import Literal

from . import model

CLOSING_FOLDER = "closing"


def folder_of(root: Path, stage: model.Stage | None) -> Path:
    """The folder that an item's paths are relative to."""
    return root / "stages" / stage.id if stage else root / CLOSING_FOLDER


def notebook_of(item: model.Exercise | model.Capstone) -> str:
    return item.notebook or f"{item.id}.ipynb"


def solution_of(item: model.Exercise | model.Capstone) -> str:
    """What is shown beside the learner's own: an exercise solved, or a finished project of the same kind."""
    kind = "example" if isinstance(item, model.Capstone) else "solution"
    return f"{notebook_of(item).removesuffix('.ipynb')}.{kind}.ipynb"


def found_at(path: Path) -> Literal["file", "folder", "other", "nothing", "refused"]:
    """What is at the path, links followed; ``refused`` where the server may not even look."""
    try:
        mode = path.stat().st_mode
    except PermissionError:
        return "refused"
    except (OSError, ValueError):  # no such file, a link to itself, a name that no file can have
        return "nothing"
    if stat.S_ISREG(mode):
        return "file"
    return "folder" if stat.S_ISDIR(mode) else "other"
