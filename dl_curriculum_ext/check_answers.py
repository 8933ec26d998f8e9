"""What the REST API answers and accepts about checks, fresh runs, hints and solutions."""

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, field

from .answers import Answer, CheckState, Metric, Moment, Progress, Request
from .metrics import MOST_METRICS, Reported

RunState: TypeAlias = Literal["queued", "running", "passed", "failed", "could-not-run", "interrupted"]
Outcome: TypeAlias = Literal["right", "not-attempted", "wrong", "broken", "could-not-run"]
CellId: TypeAlias = Annotated[str, Meta(max_length=200)]


class SeenCell(Request, frozen=True, kw_only=True):
    """A cell that ran in the learner's own kernel, with the source that ran."""

    cell: CellId
    source: Annotated[str, Meta(max_length=200_000)]
    state: Literal["passed", "failed"]
    message: Annotated[str, Meta(max_length=10_000)] = ""
    metrics: Annotated[tuple[Reported, ...], Meta(max_length=MOST_METRICS)] = ()
    """What it reported; these are kept whichever cell it is."""


class AttemptsRequest(Request, frozen=True, kw_only=True):
    """Body of ``POST …/attempts``."""

    cells: Annotated[tuple[SeenCell, ...], Meta(min_length=1, max_length=200)]


class OwnCheck(Answer, frozen=True, kw_only=True):
    """A check cell as the curriculum has it."""

    name: str
    cell: str
    """The id that it has in a starter."""
    source: str
    exercises: tuple[str, ...]
    """The names of the exercises that it checks."""


class OwnChecks(Answer, frozen=True, kw_only=True):
    checks: tuple[OwnCheck, ...]
    """In the notebook's order."""


class EditedCheck(Answer, frozen=True, kw_only=True):
    """A check cell that is not the curriculum's own any more; it does not count until it is restored."""

    cell: str
    check: str
    source: str
    """The curriculum's own."""


class Attempted(Answer, frozen=True, kw_only=True):
    accepted: dict[str, CheckState]
    """The checks that counted, by name."""
    edited: tuple[EditedCheck, ...]
    unknown: tuple[str, ...]
    """Cells that are no check of this item."""
    completed: bool
    """Whether this is what made the item done."""
    message: str
    progress: Progress
    """The new progress, so that nobody has to ask for it."""


class CheckOutcome(Answer, frozen=True, kw_only=True):
    """What became of one check in a fresh run."""

    name: str
    cell: str
    """The cell to look at: the check's own or, where that is what broke, another. Empty where there is none."""
    outcome: Outcome
    message: str


class BrokenCell(Answer, frozen=True, kw_only=True):
    """The first cell, other than a check, that raised an error."""

    cell: str
    index: int
    """Its place in the notebook, from 0, for notebooks without cell ids."""
    message: str


class Run(Answer, frozen=True, kw_only=True):
    """A fresh run, from the moment it was asked for."""

    run: str
    item: str
    state: RunState
    ahead: int = 0
    """How many runs are before it in the queue."""
    cell: int = 0
    """The code cell that runs now, from 1; 0 before the first."""
    cells: int = 0
    cell_id: str = ""
    cell_name: str = ""
    """A few words for the running cell."""
    seconds: float = 0
    """Since it began to run; queueing does not count."""
    limit_seconds: float = 0
    checks: tuple[CheckOutcome, ...] = ()
    message: str = ""
    broken: BrokenCell | None = None
    restored: tuple[str, ...] = ()
    """Checks that were edited and ran as the curriculum has them."""
    missing: tuple[str, ...] = ()
    """Checks that the notebook has no more."""
    notes: tuple[str, ...] = ()
    path: str = ""
    kernel: str = ""
    device: str = ""
    """As the notebook's own variable ``DEVICE`` or ``device`` says it, where it has one."""
    versions: dict[str, str] = field(default_factory=dict)
    """Of Python and of the packages that the item needs, in that kernel."""
    notebook_sha256: str = ""
    metrics: dict[str, Metric] = field(default_factory=dict)
    at: Moment | None = None
    """When it was asked for."""


class HintsRequest(Request, frozen=True, kw_only=True):
    """Body of ``POST …/hints``."""

    exercise: Annotated[str, Meta(max_length=200)]
    """The exercise's name, or its cell's id."""
    shown: Annotated[int, Meta(ge=1, le=100)]
    """How many the learner wants to have seen; asking twice shows no more than asking once."""


class ExerciseHints(Answer, frozen=True, kw_only=True):
    exercise: str
    cell: str
    shown: tuple[str, ...]
    """Markdown, in order: those that the learner asked for so far."""
    total: int


class Hints(Answer, frozen=True, kw_only=True):
    exercises: tuple[ExerciseHints, ...]


class SolutionCell(Answer, frozen=True, kw_only=True):
    cell: str
    """The id, the same in the learner's notebook as long as it kept its ids."""
    index: int
    role: str
    """prose, exercise, check, parameters or code."""
    name: str
    """The cell's id without the item's."""


class Solution(Answer, frozen=True, kw_only=True):
    notebook: dict[str, Any]
    """As nbformat 4 has it."""
    cells: tuple[SolutionCell, ...]
    """Every cell, in order."""
    first: bool
    """Whether the learner saw it for the first time."""
