"""What the pack's YAML says about the sources that stand beside it."""

from pathlib import Path
from typing import TypeVar

import msgspec
import yaml
from msgspec import Struct

from ..model import Capstone, Exercise, Item, Needs, Pack, Stage
from .reader import is_source
from .source import item_of

T = TypeVar("T")


class Listed(Struct, frozen=True):
    """The stages that could be read, by folder name, and the pack's head."""

    stages: dict[str, Stage]
    pack: Pack | None

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item of the pack, those of the closing page too."""
        closing = self.pack.closing.items if self.pack and self.pack.closing else ()
        return (*(item for stage in self.stages.values() for item in stage.items), *closing)

    def notebook_item(self, source: Path) -> Exercise | Capstone | None:
        """The exercise or capstone whose source this is."""
        stage = self.stages.get(source.parent.name)
        for item in stage.items if stage else ():
            if item.id == item_of(source) and isinstance(item, (Exercise, Capstone)):
                return item
        return None

    def files(self, source: Path) -> tuple[Path, ...]:
        """What is copied beside the notebook; for an item that is not listed yet, every module in its folder."""
        item = self.notebook_item(source)
        if item is None:
            return tuple(path for path in sorted(source.parent.glob("*.py")) if not is_source(path))
        return tuple(source.parent / name for name in item.files)

    def needs(self, source: Path) -> Needs:
        """What running the notebook asks of the machine."""
        item = self.notebook_item(source)
        if isinstance(item, Capstone) and item_of(source) != source.stem:
            return item.example.needs if item.example else Needs()
        return item.needs if item else Needs()


def read_listing(folder: Path) -> Listed:
    """What can be read of the pack in the folder; what cannot is the pack reader's to complain about."""
    stages = {path.parent.name: _read(path, Stage) for path in sorted(folder.glob("stages/*/stage.yaml"))}
    readable = {name: stage for name, stage in stages.items() if stage}
    return Listed(readable, _read(folder / "curriculum.yaml", Pack))


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.convert(yaml.safe_load(path.read_bytes()), kind)
    except (OSError, ValueError, yaml.YAMLError):
        return None
