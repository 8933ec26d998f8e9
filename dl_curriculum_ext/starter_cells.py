"""The curriculum's own cells of an item, read from its starter and kept until that file changes."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec import Struct

from .catalog import LoadedPack
from .cells import source_hash
from .errors import BadRequest, NotFound
from .model import Capstone, Exercise, Item

NO_CHECKS: Mapping[str, str] = MappingProxyType({})
ROLES = ("prose", "exercise", "check", "parameters", "code")


class _Ours(Struct, frozen=True):
    role: str = ""
    concerns: tuple[str, ...] = msgspec.field(default=(), name="for")


class _Metadata(Struct, frozen=True):
    dl_curriculum: _Ours = _Ours()
    tags: tuple[str, ...] = ()


class _Cell(Struct, frozen=True):
    cell_type: str
    source: str | tuple[str, ...] = ""
    id: str = ""
    metadata: _Metadata = _Metadata()


class _Notebook(Struct, frozen=True):
    cells: tuple[_Cell, ...]


class StarterCell(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    """The id without the item's."""
    index: int
    role: str
    source: str
    sha256: str
    concerns: tuple[str, ...] = ()
    """Of a check: the names of the exercises that it checks."""


@dataclass(frozen=True)
class Starter:
    cells: tuple[StarterCell, ...]

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """Every check, with the hash of its source."""
        return MappingProxyType({check.name: check.sha256 for check in self.checks})

    @property
    def checks(self) -> tuple[StarterCell, ...]:
        return tuple(cell for cell in self.cells if cell.role == "check")

    @property
    def exercises(self) -> tuple[StarterCell, ...]:
        return tuple(cell for cell in self.cells if cell.role == "exercise")


class Starters:
    """Asked from one thread at a time."""

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[tuple[int, ...], Starter]] = {}

    def of(self, pack: LoadedPack, item: Item) -> Starter:
        """The item's starter; raises `BadRequest` where it has no notebook and `NotFound` where that is lost."""
        if not isinstance(item, Exercise | Capstone):
            raise BadRequest(f"'{item.title}' has no notebook, so there is nothing to check or to help with.")
        return self.read(pack.starter_file(item), item.id)

    def checks(self, pack: LoadedPack, item: Item) -> Mapping[str, str]:
        """Every check of an item, with the hash of its source; none where there is no starter, or it is lost."""
        if not isinstance(item, Exercise | Capstone):
            return NO_CHECKS
        try:
            return self.of(pack, item).hashes
        except NotFound:
            # Said when the item is opened; the rest of the progress is no less true.
            return NO_CHECKS

    def read(self, file: Path, item_id: str) -> Starter:
        """The cells of one of the curriculum's notebooks."""
        try:
            about = os.stat(file)  # noqa: PTH116
            stamp = (about.st_mtime_ns, about.st_size, about.st_ino)
            kept = self._kept.get(file)
            if kept is None or kept[0] != stamp:
                notebook = msgspec.json.decode(file.read_bytes(), type=_Notebook)
                kept = self._kept[file] = stamp, Starter(_cells(notebook, item_id))
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise NotFound(
                f"The pack's file {file} cannot be read ({error}). Install the curriculum again, or tell its author."
            ) from error
        return kept[1]


def _cells(notebook: _Notebook, item_id: str) -> tuple[StarterCell, ...]:
    found: list[StarterCell] = []
    above: tuple[str, ...] = ()
    for index, cell in enumerate(notebook.cells):
        role = _role(cell)
        name = cell.id.removeprefix(f"{item_id}-") or f"cell-{index + 1}"
        source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
        if role == "exercise":
            above = (name,)
        concerns = (cell.metadata.dl_curriculum.concerns or above) if role == "check" else ()
        found.append(
            StarterCell(
                id=cell.id,
                name=name,
                index=index,
                role=role,
                source=source,
                sha256=source_hash(source),
                concerns=concerns,
            )
        )
    return tuple(found)


def _role(cell: _Cell) -> str:
    """As the builder wrote it, else as its tag says it, so that a pack may be written by hand."""
    for role in (cell.metadata.dl_curriculum.role, *cell.metadata.tags):
        if role in ROLES:
            return role
    return "prose" if cell.cell_type == "markdown" else "code"
