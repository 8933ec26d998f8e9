"""YAML read safely into plain data in which every value knows its line.

Nothing is expanded before its size is known, so a small file cannot grow into a large one.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_EXPANSION = 10_000
"""How many values the aliases of one file may stand for."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BARE_TAGS = {
    "tag:yaml.org,2002:" + kind for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
}

Step: TypeAlias = str | int


@dataclass(frozen=True)
class Fault:
    """What is wrong in one file, and how to mend it; ``line`` counts from 1."""

    line: int | None
    message: str


class Unreadable(Exception):
    """A file that cannot be read at all."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


@dataclass
class Place:
    """The line of a value, and the places of what it holds."""

    line: int
    fields: dict[str, Place] = field(default_factory=dict)
    elements: list[Place] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    """Fields taken out because they were faulty; ``[]`` where elements were."""

    def child(self, step: Step) -> Place | None:
        if isinstance(step, str):
            return self.fields.get(step)
        return self.elements[step] if step < len(self.elements) else None

    def at(self, *path: Step) -> Place:
        """The place at a path, or the nearest place above it."""
        here = self
        for step in path:
            below = here.child(step)
            if below is None:
                break
            here = below
        return here


@dataclass
class Source:
    """One YAML file's data, the place of every value, and faults that did not stop the reading."""

    data: Any
    place: Place
    faults: list[Fault] = field(default_factory=list)


def read(path: Path) -> Source:
    """Read a YAML file of at most ``MAX_BYTES``; raises `Unreadable`."""
    return parse(_text(_bytes(path)))


def parse(text: str) -> Source:
    """Read YAML text; raises `Unreadable`."""
    text = text.removeprefix("\ufeff")
    control = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise Unreadable(Fault(line, f"A character that YAML does not allow: {control.group()!r}. Remove it."))
    try:
        _refuse_bombs(yaml.parse(text, Loader=_LOADER))
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise Unreadable(_syntax_fault(error, text)) from error
    if node is None:
        raise Unreadable(Fault(1, "The file is empty. Write the fields it should hold, or restore it from a backup."))
    return _Builder().source(node)


def _bytes(path: Path) -> bytes:
    try:
        # Opened without blocking, since a named pipe would otherwise hold the server up for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise Unreadable(Fault(None, "This is not a regular file. Put a text file in its place."))
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable(Fault(None, f"There is no file {path.name} here. Create it.")) from None
    except PermissionError:
        message = f"The server may not read this file. Give it leave, for example: chmod a+r {path.name}"
        raise Unreadable(Fault(None, message)) from None
    except OSError as error:
        reason = error.strerror or error
        raise Unreadable(Fault(None, f"The file cannot be read ({reason}). Check the disk it is on.")) from error
    if len(content) > MAX_BYTES:
        size = max(about.st_size, len(content)) / 1e6
        message = f"The file has {size:.1f} MB; at most {MAX_BYTES // 1_000_000} MB is read. Shorten it or split it."
        raise Unreadable(Fault(None, message))
    return content


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(Fault(1, "The file is saved as UTF-16. Save it as UTF-8."))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        message = f"Byte {column} of this line, 0x{content[error.start]:02X}, is not UTF-8. Save the file as UTF-8."
        raise Unreadable(Fault(line, message)) from error


def _refuse_bombs(events: Iterator[Any]) -> None:
    """Go through the parser's events, which are never nested, and stop at deep nesting and at large aliases."""
    sizes: dict[str, int] = {}
    open_parts: list[list[Any]] = []
    expansion = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            if any(anchor == event.anchor for anchor, _ in open_parts):
                raise Unreadable(Fault(line, f"The alias *{event.anchor} holds itself. Write its value out."))
            size = sizes.get(str(event.anchor), 1)
            expansion += size
            if expansion > MAX_EXPANSION:
                message = f"Aliases up to here stand for over {MAX_EXPANSION:,} values. Write the values out instead."
                raise Unreadable(Fault(line, message))
            _grow(open_parts, size)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_parts.append([event.anchor, 1])
            if len(open_parts) > MAX_DEPTH:
                message = (
                    f"Lists and mappings are nested more than {MAX_DEPTH} deep here. Close a bracket, or indent less."
                )
                raise Unreadable(Fault(line, message))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_parts.pop()
            if anchor:
                sizes[anchor] = size
            _grow(open_parts, size)
        elif isinstance(event, yaml.ScalarEvent):
            # A long text counts as several values, since what an alias repeats is its characters.
            size = 1 + len(event.value) // 100
            if event.anchor:
                sizes[event.anchor] = size
            _grow(open_parts, size)


def _grow(open_parts: list[list[Any]], size: int) -> None:
    if open_parts:
        open_parts[-1][1] += size


def _syntax_fault(error: yaml.YAMLError, text: str) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Fault(None, f"This is not YAML ({error}). Mend the syntax.")
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    if re.match(r" *\t", line):
        return Fault(mark.line + 1, "A tab indents this line. YAML takes spaces only: replace the tab by spaces.")
    problem = (getattr(error, "problem", None) or str(error)).strip()
    context = (getattr(error, "context", None) or "").strip()
    began = getattr(error, "context_mark", None)
    where = f" ({context}{f', which begins in line {began.line + 1}' if began else ''})" if context else ""
    hint = "Check the indentation, quotes and colons here and just above"
    if "mapping values" in problem:
        hint = "A text that holds a colon needs quotes around it"
    elif "but found another document" in problem:
        hint = "Keep one document in a file: remove the line ---"
    elif "undefined alias" in problem:
        hint = "A text that begins with * needs quotes around it"
    elif "cannot start any token" in problem:
        hint = "A text that begins with @, ` or % needs quotes around it"
    return Fault(mark.line + 1, f"This is not YAML: {problem}{where}. {hint}.")


class _Builder:
    """Turns nodes into plain data with places; faults are gathered, and the rest is read on."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._scalars = yaml.constructor.SafeConstructor()

    def source(self, node: Any) -> Source:
        data, place = self._build(node, node.start_mark.line + 1)
        return Source(data, place, self._faults)

    def _fault(self, node: Any, message: str) -> None:
        self._faults.append(Fault(node.start_mark.line + 1, message))

    def _build(self, node: Any, line: int) -> tuple[Any, Place]:
        place = Place(line)
        if node.tag not in _BARE_TAGS:
            self._fault(node, f"The tag {node.tag!r} is not read here. Write plain text, numbers, lists or fields.")
            return None, place
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place), place
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node.value, place), place
        try:
            return self._scalars.construct_object(node), place
        except (ValueError, OverflowError, yaml.YAMLError) as error:
            self._fault(
                node, f"{node.value[:60]!r} cannot be read as a value ({error}). Put it in quotes if it is text."
            )
            return None, place

    def _sequence(self, nodes: Sequence[Any], place: Place) -> list[Any]:
        built = [self._build(node, node.start_mark.line + 1) for node in nodes]
        place.elements = [below for _, below in built]
        return [value for value, _ in built]

    def _mapping(self, node: Any, place: Place) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, "A field's name must be a plain word. Check the brackets and the indentation.")
                continue
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key_node.tag == "tag:yaml.org,2002:merge":
                self._fault(key_node, "Merging by << is not read here. Write the fields out.")
            elif key in content:
                first = place.fields[key].line
                self._fault(key_node, f"'{key}' stands twice here, first in line {first}. Remove one of the two.")
            else:
                content[key], place.fields[key] = self._build(value_node, line)
        return content
