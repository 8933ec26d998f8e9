"""What a curriculum pack may say: the structs that its YAML is read into.

Every struct is frozen and refuses unknown fields, so a typing mistake in a pack is found when it is read. The same
structs, defaults filled in, are what ``GET curricula/{c}`` answers.
"""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

FORMAT = 1
"""The newest pack format that this version reads."""

Id: TypeAlias = Annotated[
    str, Meta(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=64, description="lowercase words joined by hyphens, no numbers")
]
Title: TypeAlias = Annotated[str, Meta(min_length=1, max_length=160)]
Text: TypeAlias = Annotated[str, Meta(max_length=20_000, description="Markdown")]
Url: TypeAlias = Annotated[str, Meta(pattern=r"^(https?://\S+)?$", max_length=2000)]
Minutes: TypeAlias = Annotated[int, Meta(ge=1, le=60_000)]
RelativePath: TypeAlias = Annotated[
    str, Meta(pattern=r"^[^/\\~.][^\\]*$", max_length=255, description="relative to the stage's folder")
]

Direction: TypeAlias = Literal["top-down", "bottom-up", "both", "project"]


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """Anything a pack's YAML describes."""


class Link(Part, frozen=True, kw_only=True):
    """Something to look at elsewhere: a paper, another edition, a forum."""

    title: Title
    url: Url
    about: Text = ""


class Topic(Part, frozen=True, kw_only=True):
    """An idea that ties items of different stages together, such as softmax."""

    id: Id
    title: Title
    about: Text = ""
    papers: tuple[Link, ...] = ()


class Motivation(Part, frozen=True, kw_only=True):
    """A feat that makes one curious, the paper behind it, and the stage that explains it."""

    title: Title
    about: Text
    paper: Link
    stage: Id


class Route(Part, frozen=True, kw_only=True):
    """One of several ways through a stage; any one finished route completes it."""

    id: Id
    title: Title
    about: Text = ""
    asks: Text = ""
    """What the learner should bring; shown before the choice."""


class RouteAnswer(Part, frozen=True, kw_only=True):
    """One answer to a route question, and the routes that it speaks for."""

    text: Title
    suggests: tuple[Id, ...]


class RouteQuestion(Part, frozen=True, kw_only=True):
    """A question whose answer recommends routes; nothing is decided for the learner."""

    question: Title
    answers: Annotated[tuple[RouteAnswer, ...], Meta(min_length=2)]


class Needs(Part, frozen=True, kw_only=True):
    """What an exercise asks of the machine."""

    packages: tuple[str, ...] = ()
    """Distribution names as pip knows them."""
    imports: tuple[str, ...] = ()
    """Module names that a kernel must be able to import."""
    cpu_minutes: float = 0
    """Computing time on two processor cores, in minutes."""
    gpu_minutes: float = 0
    memory_gb: float = 0
    smaller: dict[str, bool | int | float | str] = {}
    """Names of the parameters cell with values that ask less of a machine; offered where ``memory_gb`` is not free."""
    smaller_memory_gb: float = 0
    """What it needs with them."""


class Entry(Part, frozen=True, kw_only=True):
    """One tick of a checklist."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
    title: Title
    about: Text = ""
    url: Url = ""
    """The reference; shown only on request where the checklist says ``reveal: on-request``."""
    see: Id | None = None
    """The item to turn to when this entry cannot be ticked yet."""


class Idea(Part, frozen=True, kw_only=True):
    """A project that a capstone could be."""

    id: Id
    title: Title
    about: Text
    url: Url = ""
    data: Text = ""
    licence: Text = ""
    compute: Text = ""
    """What it costs to run, in plain words."""
    offline: bool = False
    """Whether everything it needs comes with a Python package or is generated."""
    from_source: bool = False
    """Whether the curriculum's source names it."""
    example: bool = False
    """Whether the starter notebook's baseline works on it."""


class Example(Part, frozen=True, kw_only=True):
    """A finished project of the same kind, to read: it stands beside the notebook as ``<id>.example.ipynb``."""

    title: Title
    about: Text = ""
    needs: Needs = Needs()
    """What running it would ask of the machine; reading it asks for nothing."""


class ItemBase(Part, frozen=True, kw_only=True):
    """What items of every kind have."""

    id: Id
    title: Title
    about: Text = ""
    """What it is for, in a sentence or two."""
    group: str = ""
    """The heading it stands under within its stage."""
    minutes: Minutes
    topics: tuple[Id, ...] = ()
    route: Id | None = None
    optional: bool = False
    was: tuple[Id, ...] = ()
    """Ids that this item had in earlier versions; their progress is this item's."""
    links: tuple[Link, ...] = ()
    """Papers and further editions."""


class Resource(ItemBase, frozen=True, kw_only=True, tag_field="kind", tag="resource"):
    """Something to read or watch, by link."""

    url: Annotated[str, Meta(pattern=r"^https?://\S+$", max_length=2000)]
    format: str = ""
    """Course, book, notes, video, article, …"""
    authors: str = ""
    year: int | None = None
    cost: str = ""
    """Empty where it is free."""
    edition: Text = ""
    licence: str = ""
    prerequisites: Text = ""


class Exercise(ItemBase, frozen=True, kw_only=True, tag_field="kind", tag="exercise"):
    """A starter notebook, copied for the learner when first opened."""

    notebook: RelativePath | None = None
    """The starter; ``<id>.ipynb`` unless said otherwise. Its solution stands beside it as ``<id>.solution.ipynb``."""
    files: tuple[RelativePath, ...] = ()
    """Files that the notebook reads, copied beside it."""
    needs: Needs = Needs()


class Capstone(ItemBase, frozen=True, kw_only=True, tag_field="kind", tag="capstone"):
    """A project notebook in a folder of its own."""

    notebook: RelativePath | None = None
    files: tuple[RelativePath, ...] = ()
    needs: Needs = Needs()
    example: Example | None = None
    """What another learner made of it; leave it out where there is none."""
    ideas: tuple[Idea, ...] = ()
    headings: tuple[Title, ...] = ()
    """Headings that a finished notebook has."""
    forbidden: tuple[str, ...] = ()
    """Modules that a finished notebook does not import, such as ``fastai``."""
    allowed: tuple[str, ...] = ()
    """The frameworks that the project is built on."""


class Checklist(ItemBase, frozen=True, kw_only=True, tag_field="kind", tag="checklist"):
    """Several ticks under one title."""

    entries: tuple[Entry, ...] = ()
    steps: tuple[Title, ...] = ()
    """Where each entry has several ticks, such as read, reimplemented, shared."""
    reveal: Literal["always", "on-request"] = "always"
    own_entries: bool = False
    """Whether the learner may add entries."""


class Reflection(ItemBase, frozen=True, kw_only=True, tag_field="kind", tag="reflection"):
    """A prompt with a short text of one's own."""

    prompt: Text


Item: TypeAlias = Resource | Exercise | Capstone | Checklist | Reflection


class Stage(Part, frozen=True, kw_only=True):
    """One stage, as ``stages/<id>/stage.yaml`` has it."""

    id: Id
    title: Title
    why: Text
    direction: Direction
    budget_hours: Annotated[float, Meta(gt=0, le=2000)]
    exit_criteria: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    route_questions: tuple[RouteQuestion, ...] = ()
    items: tuple[Item, ...] = ()


class Closing(Part, frozen=True, kw_only=True):
    """What comes after the last stage; its items never count towards completion."""

    title: Title
    about: Text
    items: tuple[Item, ...] = ()


class Pack(Part, frozen=True, kw_only=True):
    """A pack's ``curriculum.yaml``: all but the stages themselves."""

    format: int = FORMAT
    title: Title
    about: Text
    version: Annotated[str, Meta(min_length=1, max_length=40)]
    goals: tuple[Title, ...] = ()
    """Goals to choose from when the learner is first asked."""
    topics: tuple[Topic, ...] = ()
    motivation: tuple[Motivation, ...] = ()
    stages: tuple[Id, ...]
    closing: Closing | None = None


class Curriculum(Part, frozen=True, kw_only=True):
    """A whole pack, stages included: what ``GET curricula/{c}`` answers."""

    name: str
    """The pack's folder name."""
    title: str
    about: str
    version: str
    goals: tuple[str, ...]
    topics: tuple[Topic, ...]
    motivation: tuple[Motivation, ...]
    stages: tuple[Stage, ...]
    closing: Closing | None
