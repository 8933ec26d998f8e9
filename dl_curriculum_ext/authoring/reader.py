"""Reads an exercise's only source: a percent-format file that holds the solved exercise.

Apart from the structs that it fills, since jupytext takes seconds to import and only readers need it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext  # type: ignore[import-untyped]
from nbformat import ValidationError as NotebookValidationError

from ..cells import Role
from . import packages
from .source import Cell, Finding, Hint, Region, Source, item_of

FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
# jupytext would otherwise take a comment such as `# cat pictures` for a commented-out shell command.

BEGIN = re.compile(r"^(?P<indent>\s*)###\s*BEGIN SOLUTION\s*$")
END = re.compile(r"^\s*###\s*END SOLUTION\s*$")
INSTRUCTION = re.compile(r"^\s*#:(?: (?P<text>.*))?$")

_MARKER = re.compile(r"^#\s*%%(?:\s|$)")
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What str.splitlines, and so jupytext, splits at besides line ends."""
_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_ROLES: dict[str, Role] = {"exercise": "exercise", "check": "check", "parameters": "parameters"}
_TAGS = {*_ROLES, "hint", "metric", packages.TAG}
_KEYS = {"id", "tags", "for", "lines_to_next_cell"}
LONGEST_CELL_ID = 64
"""What nbformat allows."""


def is_source(path: Path) -> bool:
    """Whether a Python file is divided into cells, and so not a module that a notebook imports."""
    return any(_MARKER.match(line) for line in path.read_text("utf-8", errors="replace").splitlines())


def read(path: Path) -> Source:
    """The source at path; what is wrong with it is in ``findings``, never raised, so that all of it is seen at once."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mend = f"byte {error.start} is not UTF-8; save the file as UTF-8."
        return Source(path, item_of(path), (), (), (Finding(str(path), 1, mend),))
    return _Reader(path).read(text.replace("\r\n", "\n").replace("\r", "\n"))


class _Reader:
    """Collects cells, hints and findings of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings: list[Finding] = []
        self.cells: list[Cell] = []
        self.hints: list[Hint] = []
        self.slugs: dict[str, int] = {}

    def read(self, text: str) -> Source:
        lines = text.split("\n")
        markers = [number for number, line in enumerate(lines, 1) if _MARKER.match(line)]
        first = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
        for number, line in enumerate(lines, 1):
            if odd := _BREAKS.search(line):
                self.find(
                    number, f"remove the character U+{ord(odd[0]):04X}, which some programs take for a line's end."
                )
        if self.findings:
            return self.finish()
        if not markers or first < markers[0]:
            self.find(first, 'start the file with a cell, `# %% [markdown] id="question"`, and nothing above it.')
            return self.finish()
        try:
            parsed = jupytext.reads(text, fmt=FORMAT).cells
        except NotebookValidationError:
            self.find_invalid(lines, markers)
            return self.finish()
        if len(parsed) != len(markers):
            self.find(1, "some lines start with `# %%` inside a string; indent them, so that cells can be told apart.")
            return self.finish()
        for cell, marker in zip(parsed, markers, strict=True):
            self.take(cell, marker)
        self.cells = list(self.assign_checks())
        exercises = {cell.slug for cell in self.cells if cell.role == "exercise"}
        for hint in self.hints:
            if hint.concerns not in exercises:
                self.find(hint.line, f"this hint is for '{hint.concerns}', which is no exercise cell of this file.")
        return self.finish()

    def finish(self) -> Source:
        ordered = tuple(sorted(set(self.findings)))
        return Source(self.path, item_of(self.path), tuple(self.cells), tuple(self.hints), ordered)

    def find(self, line: int, message: str) -> None:
        self.findings.append(Finding(str(self.path), line, message))

    def find_invalid(self, lines: list[str], markers: list[int]) -> None:
        """Tells which cells jupytext refuses, by giving it one at a time."""
        for begin, end in zip(markers, [*markers[1:], len(lines) + 1], strict=True):
            try:
                jupytext.reads("\n".join(lines[begin - 1 : end - 1]), fmt=FORMAT)
            except NotebookValidationError as error:
                name = ".".join(str(part) for part in error.relative_path) or "the marker"
                self.find(begin, f'mend {name} in this cell\'s marker: {error.message}; write tags=["check"], say.')

    def take(self, cell: Any, line: int) -> None:
        metadata = dict(cell.metadata)
        tags = metadata.get("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            self.find(line, 'write tags as a list of strings, such as tags=["check"].')
            tags = []
        for key in sorted(set(metadata) - _KEYS):
            self.find(line, f"remove '{key}' from the cell's marker; it takes id, tags and for, each as key=\"value\".")
        for tag in sorted(set(tags) - _TAGS):
            self.find(line, f"remove the tag '{tag}'; there are {', '.join(sorted(_TAGS))}.")
        concerns = metadata.get("for", "")
        if not isinstance(concerns, str):
            self.find(line, 'write for="softmax": the id of an exercise cell, or several with spaces between.')
            concerns = ""
        if cell.cell_type not in ("markdown", "code"):
            self.find(line, f"make this {cell.cell_type} cell a markdown or a code cell.")
        elif "hint" in tags:
            self.take_hint(cell, concerns, line)
        else:
            self.take_cell(cell, metadata.get("id"), tuple(tags), tuple(concerns.split()), line)

    def take_hint(self, cell: Any, concerns: str, line: int) -> None:
        if cell.cell_type != "markdown":
            self.find(line, 'make the hint a markdown cell: `# %% [markdown] tags=["hint"] for="…"`.')
        if not concerns:
            self.find(line, 'say which exercise cell the hint is for: for="softmax".')
        if not cell.source.strip():
            self.find(line, "write the hint's text or remove the cell.")
        self.hints.append(Hint(concerns, cell.source.strip(), line))

    def take_cell(self, cell: Any, slug: Any, tags: tuple[str, ...], concerns: tuple[str, ...], line: int) -> None:
        slug = self.accept_slug(slug, line)
        roles: list[Role] = [_ROLES[tag] for tag in tags if tag in _ROLES]
        if len(roles) > 1:
            self.find(line, f"choose one of the tags {' and '.join(roles)}.")
        if cell.cell_type == "markdown" and roles:
            self.find(line, f"remove [markdown]: a cell tagged {roles[0]} holds code.")
        if not cell.source.strip():
            self.find(line, "fill this cell or remove it.")
        role: Role = "prose" if cell.cell_type == "markdown" else (roles[0] if roles else "code")
        if role == "parameters" and any(other.role == "parameters" for other in self.cells):
            self.find(line, "keep one cell tagged parameters; this is the second.")
        regions = self.regions(cell.source, role, line) if role != "prose" else ()
        text = packages.spelled_out(cell.source) if packages.TAG in tags else cell.source
        self.cells.append(Cell(slug, role, text, line, tags, concerns, regions))

    def accept_slug(self, slug: Any, line: int) -> str:
        if not isinstance(slug, str) or not slug:
            self.find(line, 'give this cell an id for ever, such as id="softmax".')
            return f"line-{line}"
        if not _SLUG.match(slug):
            self.find(line, f"write the id '{slug}' as lowercase words joined by hyphens.")
        if len(f"{item_of(self.path)}-{slug}") > LONGEST_CELL_ID:
            self.find(line, f"shorten the id '{slug}': with the item's name it is over {LONGEST_CELL_ID} long.")
        if slug in self.slugs:
            self.find(line, f"choose another id: line {self.slugs[slug]} is '{slug}' already.")
        self.slugs.setdefault(slug, line)
        return slug

    def regions(self, text: str, role: Role, line: int) -> tuple[Region, ...]:
        regions: list[Region] = []
        lines = text.split("\n")
        begin: int | None = None
        for number, content in enumerate(lines):
            here = line + 1 + number
            if BEGIN.match(content):
                if begin is not None:
                    self.find(here, "close the solution above with ### END SOLUTION before the next one begins.")
                begin = number
            elif END.match(content):
                if begin is None:
                    self.find(here, "this ### END SOLUTION has no ### BEGIN SOLUTION above it.")
                else:
                    regions.append(self.region(lines, begin, number, line))
                begin = None
        if begin is not None:
            self.find(line + 1 + begin, "close this solution with ### END SOLUTION.")
        if regions and role != "exercise":
            self.find(line, 'tag a cell that holds a solution with tags=["exercise"].')
        if role == "exercise" and not regions and begin is None:
            self.find(line, "put ### BEGIN SOLUTION and ### END SOLUTION around what the learner writes.")
        return tuple(regions)

    def region(self, lines: list[str], begin: int, end: int, line: int) -> Region:
        opening = BEGIN.match(lines[begin])
        assert opening is not None
        body = lines[begin + 1 : end]
        instruction: list[str] = []
        while body and (match := INSTRUCTION.match(body[0])):
            instruction.append((match["text"] or "").strip())
            body.pop(0)
        here = line + 1 + begin
        if not any(instruction):
            self.find(here, "say what to write in comments `#: …` directly below ### BEGIN SOLUTION.")
        if not any(content.strip() and not content.strip().startswith("#") for content in body):
            self.find(here, "put the solution between ### BEGIN SOLUTION and ### END SOLUTION.")
        spaced = begin == 0 or not lines[begin - 1].strip()
        return Region(begin, end, opening["indent"], tuple(instruction), tuple(_trim(body, at_start=spaced)))

    def assign_checks(self) -> Iterator[Cell]:
        """A check judges the cells it names with ``for``, else those its id starts with, else the exercise above it."""
        exercises = [cell.slug for cell in self.cells if cell.role == "exercise"]
        above: tuple[str, ...] = ()
        for cell in self.cells:
            if cell.role == "exercise":
                above = (cell.slug,)
            if cell.role != "check":
                if cell.concerns:
                    self.find(cell.line, "only checks and hints say what they are for; remove for=….")
                yield cell
                continue
            for slug in cell.concerns:
                if slug not in exercises:
                    self.find(cell.line, f"this check is for '{slug}', which is no exercise cell of this file.")
            named = sorted((slug for slug in exercises if cell.slug.startswith(f"{slug}-")), key=len)
            concerns = cell.concerns or tuple(named[-1:]) or above
            yield Cell(cell.slug, cell.role, cell.text, cell.line, cell.tags, concerns, cell.regions)


def _trim(lines: list[str], *, at_start: bool) -> list[str]:
    """The lines without blank ones at the end and, when asked, at the start."""
    full = [number for number, line in enumerate(lines) if line.strip()]
    return lines[full[0] if at_start else 0 : full[-1] + 1] if full else []
