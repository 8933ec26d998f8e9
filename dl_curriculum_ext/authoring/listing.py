"""What the pack's YAML says about the sources that stand beside it."""

from pathlib import Path
from typing import TypeVar

import msgspec
import yaml
from msgspec import Struct

from ..model import Capstone, Exercise, Item, Needs, Pack, Stage
from .source import Finding

T = TypeVar("T")


class Listed(Struct, frozen=True):
    """The stages that could be read, by folder name, the pack's head, and what was wrong with the rest."""

    stages: dict[str, Stage]
    pack: Pack | None
    findings: tuple[Finding, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item of the pack, those of the closing page too."""
        closing = self.pack.closing.items if self.pack and self.pack.closing else ()
        return (*(item for stage in self.stages.values() for item in stage.items), *closing)

    def notebook_item(self, source: Path) -> Exercise | Capstone | None:
        """The exercise or capstone whose source this is."""
        stage = self.stages.get(source.parent.name)
        for item in stage.items if stage else ():
            if item.id == source.stem and isinstance(item, (Exercise, Capstone)):
                return item
        return None

    def files(self, source: Path) -> tuple[Path, ...]:
        """What is copied beside the notebook; without YAML, nothing is."""
        item = self.notebook_item(source)
        return tuple(source.parent / name for name in item.files) if item else ()

    def needs(self, source: Path) -> Needs:
        item = self.notebook_item(source)
        return item.needs if item else Needs()


def read_listing(folder: Path) -> Listed:
    """Reads curriculum.yaml and every stage.yaml under the pack's folder; one that is missing is not yet a fault."""
    findings: list[Finding] = []
    stages: dict[str, Stage] = {}
    for path in sorted(folder.glob("stages/*/stage.yaml")):
        if stage := _read(path, Stage, findings):
            stages[path.parent.name] = stage
    pack = _read(folder / "curriculum.yaml", Pack, findings) if (folder / "curriculum.yaml").exists() else None
    return Listed(stages, pack, tuple(findings))


def _read(path: Path, kind: type[T], findings: list[Finding]) -> T | None:
    try:
        return msgspec.convert(yaml.safe_load(path.read_bytes()), kind)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        findings.append(Finding(str(path), line, f"mend the YAML here: {error.problem}."))
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        findings.append(Finding(str(path), 1, f"{error}."))
    return None
