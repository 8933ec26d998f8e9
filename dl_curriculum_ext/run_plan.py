"""What a fresh run executes: the learner's cells in their order, with the curriculum's own checks."""

from msgspec import Struct

from .cells import source_hash
from .saved_notebook import SavedCell, SavedNotebook
from .starter_cells import Starter, StarterCell

ANY_ERROR_IS_MEANT = "raises-exception"
"""Jupyter's tag for a cell that is there to show an error."""


class Step(Struct, frozen=True, kw_only=True):
    """A code cell to run."""

    cell: str
    index: int
    name: str
    """A few words, for the learner."""
    source: str
    check: StarterCell | None = None
    exercise: str = ""
    """The name of the exercise that the cell answers, where it is one."""
    is_stub: bool = False
    """Whether that is still as the starter has it."""
    may_raise: bool = False


class Plan(Struct, frozen=True):
    steps: tuple[Step, ...]
    restored: tuple[str, ...]
    """Checks that run as the curriculum has them, since the notebook's were edited."""
    missing: tuple[str, ...]
    """Checks that the notebook has no more."""
    notes: tuple[str, ...]


def plan(notebook: SavedNotebook, starter: Starter, item_id: str) -> Plan:
    """Cells are known by their ids; where these are gone, by their source."""
    own = {cell.id: cell for cell in starter.cells if cell.id}
    by_source = {cell.sha256: cell for cell in starter.cells if cell.role in ("check", "exercise")}
    steps: list[Step] = []
    restored: dict[str, None] = {}
    heading = ""
    for index, cell in enumerate(notebook.cells):
        known = own.get(cell.id) or by_source.get(source_hash(cell.source))
        check = known if known is not None and known.role == "check" else None
        if not cell.is_code and check is None:
            heading = _heading(cell) or heading
            continue
        if not cell.source.strip() and check is None:
            continue
        same = known is not None and source_hash(cell.source) == known.sha256
        if check is not None and not same:
            restored[check.name] = None
        is_exercise = known is not None and known.role == "exercise"
        steps.append(
            Step(
                cell=cell.id,
                index=index,
                name=_words(known.name) if known else heading or f"cell {index + 1}",
                source=check.source if check else cell.source,
                check=check,
                exercise=known.name if known and is_exercise else "",
                is_stub=is_exercise and same,
                may_raise=ANY_ERROR_IS_MEANT in cell.tags,
            )
        )
    there = [step.check.name for step in steps if step.check]
    return Plan(
        steps=tuple(steps),
        restored=tuple(restored),
        missing=tuple(check.name for check in starter.checks if check.name not in there),
        notes=tuple(
            f"The check '{_words(name)}' stands in the notebook {there.count(name)} times; the last one counts."
            for name in dict.fromkeys(there)
            if there.count(name) > 1
        ),
    )


def _heading(cell: SavedCell) -> str:
    for line in cell.source.splitlines():
        if line.startswith("#") and line.lstrip("#").strip():
            return line.lstrip("#").strip()[:80]
    return ""


def _words(name: str) -> str:
    return name.replace("-", " ")
