"""What an exercise's source holds, once read: cells, hints, and what an author has to mend."""

from pathlib import Path
from typing import Literal

from msgspec import Struct

from ..cells import Role


class Finding(Struct, frozen=True, order=True):
    """Something that an author has to mend."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Region(Struct, frozen=True):
    """One ``### BEGIN SOLUTION`` … ``### END SOLUTION`` of an exercise cell; first and last count lines from 0."""

    first: int
    last: int
    indent: str
    instruction: tuple[str, ...]
    solution: tuple[str, ...]


class Cell(Struct, frozen=True):
    """A cell as the source has it; line is its marker's line in the file, counted from 1."""

    slug: str
    role: Role
    text: str
    line: int
    tags: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    """For a check: the exercise cells that it judges."""
    regions: tuple[Region, ...] = ()


class Hint(Struct, frozen=True):
    """A nudge for one exercise cell."""

    concerns: str
    text: str
    line: int


def item_of(path: Path) -> str:
    """The item that a source belongs to: ``<item>.py``, or ``<item>.example.py``."""
    return path.stem.removesuffix(".example")


class Source(Struct, frozen=True):
    """A read source: its cells and hints in order, and what was wrong with it."""

    path: Path
    item: str
    cells: tuple[Cell, ...]
    hints: tuple[Hint, ...]
    findings: tuple[Finding, ...]

    @property
    def kind(self) -> Literal["exercise", "capstone", "example"]:
        """A source without exercise cells is a project's first baseline, or a finished one where its name says so."""
        if item_of(self.path) != self.path.stem:
            return "example"
        return "exercise" if any(cell.role == "exercise" for cell in self.cells) else "capstone"

    def cell(self, slug: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.slug == slug), None)

    def hints_for(self, slug: str) -> tuple[str, ...]:
        return tuple(hint.text for hint in self.hints if hint.concerns == slug)
