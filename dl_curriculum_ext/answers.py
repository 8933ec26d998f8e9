"""What the REST API answers and accepts, besides the curriculum itself."""

from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

Status: TypeAlias = Literal["todo", "started", "done", "skipped", "parked"]
Evidence: TypeAlias = Literal["self", "checks", "fresh-run"]
CheckState: TypeAlias = Literal["not-run", "passed", "failed"]
Happened: TypeAlias = Literal["new", "changed", "removed", "conflict", "kept"]
Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]


class Answer(Struct, frozen=True):
    """Something the server sends."""


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """Something a client sends; an unknown field is refused, so that nothing sent is silently dropped."""


class Problem(Answer, frozen=True, kw_only=True):
    """What is wrong with a pack, where, and how to mend it."""

    file: str
    line: int | None
    message: str
    curriculum: str = ""


class CurriculumSummary(Answer, frozen=True, kw_only=True):
    name: str
    title: str
    version: str
    stages: int
    items: int


class CurriculaAnswer(Answer, frozen=True, kw_only=True):
    curricula: tuple[CurriculumSummary, ...]
    problems: tuple[Problem, ...]
    version: str
    """The server extension's own version; the Lab side compares it with its own."""


class StageProgress(Answer, frozen=True, kw_only=True):
    """Counts over the items that count: not optional, and common to all or on a followed route."""

    done: int
    required: int
    skipped: int
    complete: bool
    """Every common item is done and, where there are routes, every item of at least one followed route."""
    passed: bool
    """As complete, with skipped items counted too: nothing more is asked here."""
    minutes_left: int


class OwnEntry(Answer, frozen=True, kw_only=True):
    """A checklist entry that the learner added."""

    id: str
    title: str
    url: str = ""


class Metric(Answer, frozen=True, kw_only=True):
    """A number that a notebook reported, by itself or in a fresh run that passed."""

    value: float
    unit: str = ""


class ItemProgress(Answer, frozen=True, kw_only=True):
    status: Status = "todo"
    evidence: Evidence | None = None
    at: Moment | None = None
    """When the status last changed (UTC)."""
    path: str | None = None
    """The learner's copy, in the contents manager's terms."""
    version: str | None = None
    """The curriculum's version that the copy was made from or last updated to, as far as is known."""
    checks: dict[str, CheckState] = {}
    """Every check of the exercise by name, in the notebook's order."""
    run: str | None = None
    """The last fresh run that was asked for; ``GET …/checks/{run}`` tells how it stands."""
    metrics: dict[str, Metric] = {}
    hints: dict[str, int] = {}
    """Exercise to the number of hints that the learner asked to see; it counts against nobody."""
    solution_seen: bool = False
    ticks: dict[str, tuple[str, ...]] = {}
    """Of a checklist: entry id to the steps ticked (``done`` where the checklist has no steps)."""
    own_entries: tuple[OwnEntry, ...] = ()
    reason: str = ""
    """Why it was skipped or parked, in the learner's words."""
    until: date | None = None
    """When a parked item comes back."""
    text: str = ""
    """A reflection's answer, or a note on any other item."""
    revision: int = 0
    """How many events this item has; a change of text names the one it was made against."""


class Gone(Answer, frozen=True, kw_only=True):
    """Progress on an item that this version of the curriculum no longer has."""

    id: str
    status: Status
    at: Moment | None = None
    path: str | None = None


class Totals(Answer, frozen=True, kw_only=True):
    done: int
    required: int
    skipped: int
    minutes_left: int


class Progress(Answer, frozen=True, kw_only=True):
    curriculum: str
    learner: str
    goal: str | None
    """None until the learner has been asked; empty where they chose to say nothing."""
    hours_per_week: float | None
    routes: dict[str, tuple[str, ...]]
    """Stage id to the routes followed there."""
    current_stage: str | None
    """The first stage that asks for more; None once all are passed."""
    next_item: str | None
    totals: Totals
    stages: dict[str, StageProgress]
    items: dict[str, ItemProgress]
    """Every item of the curriculum and of its closing page."""
    gone: tuple[Gone, ...] = ()
    notices: tuple[str, ...] = ()
    """Things the learner should know, such as a progress file that was set aside, each a full sentence."""


class ProgressPatch(Request, frozen=True, kw_only=True):
    """Body of ``PATCH curricula/{c}/progress``; what is left out stays."""

    goal: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET
    hours_per_week: Annotated[float, Meta(gt=0, le=100)] | UnsetType | None = UNSET
    routes: dict[str, tuple[str, ...]] | UnsetType = UNSET
    """Replaces the followed routes of the stages that it names."""
    kernel: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType | None = UNSET
    """Opens every notebook that has no kernel of its own yet; null leaves the choice to the server again."""


class NewEntry(Request, frozen=True, kw_only=True):
    title: Annotated[str, Meta(min_length=1, max_length=300)]
    url: Annotated[str, Meta(pattern=r"^(https?://\S+)?$", max_length=2000)] = ""


class ItemPatch(Request, frozen=True, kw_only=True):
    """Body of ``PATCH curricula/{c}/items/{i}``; what is left out stays."""

    status: Status | UnsetType = UNSET
    reason: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    until: date | UnsetType | None = UNSET
    ticks: dict[str, tuple[str, ...]] | UnsetType = UNSET
    """Replaces the ticks of the entries that it names."""
    add_entry: NewEntry | UnsetType = UNSET
    remove_entry: str | UnsetType = UNSET
    text: Annotated[str, Meta(max_length=100_000)] | UnsetType = UNSET
    revision: int | UnsetType = UNSET
    """The revision that ``text`` was written against; where there is a newer one the answer is 409."""


class OpenRequest(Request, frozen=True, kw_only=True):
    """Body of ``POST …/open``."""

    folder: Annotated[str, Meta(max_length=1000)] | UnsetType = UNSET
    """The workspace folder; the server's own setting where left out."""
    missing: Literal["new", "ask"] = "new"
    """What to do when the copy that there was cannot be found: make a new one, or answer 409 ``copy-missing``."""
    kernel: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType = UNSET
    """The kernel to open it on, remembered for this copy; the server chooses where left out."""
    smaller: bool = False
    """Write the item's smaller settings into a copy that is made now; one that is there keeps its own."""


class Opened(Answer, frozen=True, kw_only=True):
    path: str
    created: bool
    kernel_name: str
    message: str = ""
    """What the learner should know before working, such as that no kernel here has all it needs."""


class LocateRequest(Request, frozen=True, kw_only=True):
    """Body of ``POST …/locate``."""

    path: Annotated[str, Meta(min_length=1, max_length=1000)]
    """Where the learner's copy is now."""


class ResetRequest(Request, frozen=True, kw_only=True):
    """Body of ``POST …/reset``."""

    cell: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType = UNSET
    """The id of the one cell to put back; the whole copy where left out."""
    expected: str | UnsetType = UNSET
    """The hash of the copy as the client last saw it; where it is another one the answer is 409."""


class UpdateRequest(Request, frozen=True, kw_only=True):
    """Body of ``POST …/update``."""

    preview: bool = False
    """Only say what would change."""
    expected: str | UnsetType = UNSET


class RestoreRequest(Request, frozen=True, kw_only=True):
    """Body of ``POST …/restore``."""

    backup: Annotated[str, Meta(min_length=1, max_length=1000)]
    """The path of one of the backups."""
    expected: str | UnsetType = UNSET


class CellChange(Answer, frozen=True, kw_only=True):
    """What an update does to one of the curriculum's cells."""

    cell: str
    role: str
    """``prose``, ``exercise``, ``check``, ``parameters`` or ``code``."""
    change: Happened
    """``kept`` where the learner's own version stays; ``conflict`` where the newer one is shown below it."""
    title: str


class Replaced(Answer, frozen=True, kw_only=True):
    """The copy after it was reset or restored."""

    path: str
    backup: str | None
    """Where the copy lies as it was before; null where there was nothing left to keep."""
    hash: str
    """Of the copy as it is now, as the contents API says it."""


class Updated(Answer, frozen=True, kw_only=True):
    path: str
    backup: str | None
    """Null for a preview, and where there was nothing to write."""
    hash: str
    version: str
    """The curriculum's version that the copy is, or would be, brought to."""
    changes: tuple[CellChange, ...]


class Backup(Answer, frozen=True, kw_only=True):
    path: str
    at: Moment
    """When it was written (UTC)."""


class BackupsAnswer(Answer, frozen=True, kw_only=True):
    backups: tuple[Backup, ...]
    """Those of one item that are still there, the newest first."""


class Imported(Answer, frozen=True, kw_only=True):
    added: int
    known: int
    """Events that were here already."""


class ErrorAnswer(Answer, frozen=True, kw_only=True):
    message: str
    code: str
