"""Wrong solutions that a learner could write, and whether the checks reject each with a message that fits.

``tests/mutants/<item>.py`` holds a list ``MUTANTS``. Mutants run in plain Python, not in a kernel: the
notebook's imports once, then a fork for each, so that none sees what another did.
"""

import runpy
import textwrap
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from .build import solution_text, with_solution
from .source import Cell, Source


class Mutant(Struct, frozen=True, forbid_unknown_fields=True):
    """One wrong solution; either ``replace`` or ``solution`` says in what way it is wrong."""

    name: str
    """What the learner got wrong, in a few words joined by hyphens."""
    cell: str
    """The id of the exercise cell, as in the source."""
    replace: tuple[str, str] | tuple[tuple[str, str], ...] = ()
    """A piece of the solved cell, which must occur exactly once, and what stands there instead; or several pairs."""
    solution: str | None = None
    """Another text for a whole solution region, indented as one likes."""
    region: int = 0
    """Which of the cell's regions ``solution`` fills, counted from 0."""
    expect: str = ""
    """What the message of a rejecting check contains."""
    caught_by: tuple[str, ...] = ()
    """The checks that must reject it; where empty, any check that judges the cell will do."""
    raises: str = "AssertionError"
    """The exception that counts as a rejection."""
    parameters: dict[str, Any] = field(default_factory=dict)
    """Names given other values after the parameters cell, so that training is short."""
    upto: str = ""
    """The last check to try; where empty, the last of those that count."""
    skip: tuple[str, ...] = ()
    """Cells to leave out although a check seems to need them."""
    seconds: float = 120
    """How long it may take."""


class BadMutant(Exception):
    """A mutant that does not fit its source; the message says what to change."""


def load(path: Path) -> tuple[Mutant, ...]:
    """The mutants of a file, whose names must differ."""
    if not path.exists():
        raise BadMutant(f"{path}: write at least six wrong solutions of {path.stem} here.")
    mutants = tuple(runpy.run_path(str(path)).get("MUTANTS", ()))
    if not mutants:
        raise BadMutant(f"{path}: give it a list MUTANTS of Mutant(name=…, cell=…, replace=…, expect=…).")
    names = [mutant.name for mutant in mutants]
    for name in names:
        if names.count(name) > 1:
            raise BadMutant(f"{path}: two mutants are called '{name}'; rename one.")
    return mutants


def mutated_text(mutant: Mutant, source: Source) -> str:
    """The solved cell with the mutant's fault in it."""
    cell = exercise_cell(mutant, source)
    if (mutant.solution is None) == (not mutant.replace):
        raise BadMutant(f"mutant '{mutant.name}': give either replace=(old, new) or solution='…'.")
    if mutant.solution is not None:
        if not 0 <= mutant.region < len(cell.regions):
            raise BadMutant(f"mutant '{mutant.name}': cell '{cell.slug}' has no region {mutant.region}.")
        text = textwrap.dedent(mutant.solution).strip("\n")
        return with_solution(cell, mutant.region, textwrap.indent(text, cell.regions[mutant.region].indent).split("\n"))
    return _replaced(mutant, solution_text(cell))


def _replaced(mutant: Mutant, text: str) -> str:
    pairs: Any = (mutant.replace,) if isinstance(mutant.replace[0], str) else mutant.replace
    for old, new in pairs:
        found = text.count(old)
        if found != 1:
            raise BadMutant(
                f"mutant '{mutant.name}': {old!r} occurs {found} times in cell '{mutant.cell}'; "
                "name a piece that occurs exactly once."
            )
        text = text.replace(old, new)
    return text


def exercise_cell(mutant: Mutant, source: Source) -> Cell:
    """The cell that the mutant changes."""
    cell = source.cell(mutant.cell)
    if cell is None or cell.role != "exercise":
        raise BadMutant(f"mutant '{mutant.name}': {source.path} has no exercise cell '{mutant.cell}'.")
    return cell


def concerned_checks(mutant: Mutant, source: Source) -> tuple[Cell, ...]:
    """The checks that count: those named, else those that judge the cell, else all; none after ``upto``."""
    checks = [cell for cell in source.cells if cell.role == "check"]
    for slug in (*mutant.caught_by, *((mutant.upto,) if mutant.upto else ())):
        if all(check.slug != slug for check in checks):
            raise BadMutant(f"mutant '{mutant.name}': {source.path} has no check '{slug}'.")
    if mutant.upto:
        last = next(at for at, check in enumerate(checks) if check.slug == mutant.upto)
        checks = checks[: last + 1]
    if mutant.caught_by:
        return tuple(check for check in checks if check.slug in mutant.caught_by)
    if mutant.upto:
        return tuple(checks)
    return tuple(check for check in checks if mutant.cell in check.concerns) or tuple(checks)
