"""Finds curriculum packs in folders and keeps them read until their files change."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from . import model
from .answers import Problem
from .errors import NotFound
from .nearest import did_you_mean
from .pack_files import CLOSING_FOLDER, folder_of, found_at, notebook_of, solution_of
from .pack_reader import read_pack

Stamp: TypeAlias = tuple[int, ...]

_FOLDERS = frozenset({"stages", CLOSING_FOLDER})
_DEPTH = 6
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class LoadedPack:
    """A pack that was read without a fault."""

    name: str
    root: Path
    curriculum: model.Curriculum
    etag: str
    """A strong entity tag, quotes included."""
    encoded: bytes
    """The curriculum as JSON."""
    aliases: MappingProxyType[str, str]
    """Old item id to current id."""

    @cached_property
    def _places(self) -> dict[str, tuple[model.Stage | None, model.Item]]:
        return {item.id: (stage, item) for stage, item in self.items()}

    def items(self) -> Iterator[tuple[model.Stage | None, model.Item]]:
        """Every item with its stage, in teaching order; those of the closing page come last and have none."""
        for stage in self.curriculum.stages:
            for item in stage.items:
                yield stage, item
        for item in self.curriculum.closing.items if self.curriculum.closing else ():
            yield None, item

    def item(self, item_id: str) -> model.Item:
        """The item that has this id, or had it once; raises `NotFound`."""
        return self._find(item_id)[1]

    def stage_of(self, item_id: str) -> model.Stage | None:
        """The stage of the item, or None where it stands on the closing page; raises `NotFound`."""
        return self._find(item_id)[0]

    def starter_file(self, item: model.Exercise | model.Capstone) -> Path:
        return self._folder(item) / notebook_of(item)

    def solution_file(self, item: model.Exercise | model.Capstone) -> Path:
        """Where the solution is, or a project's example; only a project that names an example is sure to have one."""
        return self._folder(item) / solution_of(item)

    def extra_files(self, item: model.Exercise | model.Capstone) -> tuple[Path, ...]:
        return tuple(self._folder(item) / name for name in item.files)

    def _folder(self, item: model.Item) -> Path:
        return folder_of(self.root, self.stage_of(item.id))

    def _find(self, item_id: str) -> tuple[model.Stage | None, model.Item]:
        place = self._places.get(self.aliases.get(item_id, item_id))
        if place is None:
            meant = did_you_mean(item_id, [*self._places, *self.aliases])
            raise NotFound(f"No item '{item_id}' in {self.name}.{meant}")
        return place


@dataclass(frozen=True)
class Listing:
    """The packs that can be used, by name in the order found, and what is wrong with the others."""

    packs: MappingProxyType[str, LoadedPack]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Kept:
    watched: tuple[str, ...]
    stamps: tuple[Stamp, ...]
    outcome: LoadedPack | tuple[Problem, ...]

    def is_current(self) -> bool:
        return self.stamps == tuple(map(_stamp, self.watched))


class Catalog:
    """The packs in some folders, each of which holds a folder for every pack.

    ``roots`` is asked on every listing, so a pack copied into one of them is there at the next. Where two roots hold
    packs of the same name, the first that can be used wins.
    """

    def __init__(self, roots: Callable[[], Sequence[Path]]) -> None:
        self._roots = roots
        self._kept: dict[Path, _Kept] = {}

    def listing(self) -> Listing:
        """All packs; only those whose files changed are read again."""
        packs: dict[str, LoadedPack] = {}
        problems: list[Problem] = []
        kept: dict[Path, _Kept] = {}
        for folder in self._folders(problems):
            if folder.name in packs:
                continue
            kept[folder] = self._look(folder)
            outcome = kept[folder].outcome
            if isinstance(outcome, LoadedPack):
                packs[folder.name] = outcome
            else:
                problems.extend(outcome)
        self._kept = kept
        return Listing(MappingProxyType(packs), tuple(problems))

    def pack(self, name: str) -> LoadedPack:
        """The pack of this name; raises `NotFound`, with its first fault where it has any."""
        listing = self.listing()
        if name in listing.packs:
            return listing.packs[name]
        for problem in listing.problems:
            if problem.curriculum == name:
                line = f", line {problem.line}" if problem.line else ""
                raise NotFound(f"The curriculum '{name}' cannot be read: {problem.message} ({problem.file}{line})")
        raise NotFound(f"No curriculum '{name}' here.{did_you_mean(name, listing.packs)}")

    def _folders(self, problems: list[Problem]) -> Iterator[Path]:
        seen: set[tuple[int, int]] = set()
        for root in self._roots():
            try:
                about = root.stat()
                if (about.st_dev, about.st_ino) in seen:
                    continue
                seen.add((about.st_dev, about.st_ino))
                with os.scandir(root) as entries:
                    found = sorted(entry.name for entry in entries if _may_be_pack(entry))
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                message = f"The folder cannot be read ({error.strerror}). Give the server leave to read it."
                problems.append(Problem(file=str(root), line=None, message=message))
                continue
            yield from (Path(root, name) for name in found if not name.startswith("."))

    def _look(self, folder: Path) -> _Kept:
        known = self._kept.get(folder)
        if known is not None and known.is_current():
            return known
        # Taken before reading, so that a change during it is seen at the next look.
        stamps = {path: _stamp(path) for path in _files_and_folders(folder)}
        outcome = _load(folder)
        if isinstance(outcome, LoadedPack):
            # A broken pack is watched file by file, since leave to read a notebook may be what mends it. For a sound
            # one this would be the dearest part of many requests; its folders tell when a file comes or goes.
            stamps = {path: stamp for path, stamp in stamps.items() if path.endswith(".yaml") or _is_folder(stamp)}
        return _Kept(tuple(stamps), tuple(stamps.values()), outcome)


def _may_be_pack(entry: os.DirEntry[str]) -> bool:
    """A folder, or a link that leads to one or nowhere."""
    if entry.is_symlink():
        return found_at(Path(entry.path)) in {"folder", "nothing", "refused"}
    return entry.is_dir()


def _load(folder: Path) -> LoadedPack | tuple[Problem, ...]:
    name = folder.name
    wrong = _folder_fault(folder)
    if wrong:
        return (Problem(file=str(folder), line=None, message=wrong, curriculum=name),)
    outcome = read_pack(folder, name)
    if isinstance(outcome, tuple):
        return outcome
    encoded = msgspec.json.encode(outcome.curriculum)
    etag = f'"{hashlib.sha256(encoded).hexdigest()[:32]}"'
    return LoadedPack(name, folder, outcome.curriculum, etag, encoded, MappingProxyType(outcome.aliases))


def _folder_fault(folder: Path) -> str:
    if found_at(folder) == "nothing":
        return "This link leads nowhere. Remove it, or link it to a pack's folder."
    file = folder / "curriculum.yaml"
    if found_at(folder) == "refused" or found_at(file) == "refused" or not os.access(folder, os.R_OK):
        return "The server may not read this folder. Give it leave to, or remove the folder."
    if found_at(file) == "nothing" and not file.is_symlink():
        return "This folder holds no curriculum.yaml. Add the file, or move the folder elsewhere."
    if not _NAME.fullmatch(folder.name):
        return "A pack's folder is named with letters, digits, '.', '_' and '-' only. Rename it."
    return ""


def _files_and_folders(folder: Path) -> Iterator[str]:
    """The pack's folder and all in it that a pack's reader looks at, as plain strings since they are many."""
    waiting = [(str(folder), 0)]
    while waiting:
        path, depth = waiting.pop()
        yield path
        try:
            with os.scandir(path) as entries:
                found = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError:
            continue  # its stamp changes when it can be read
        for entry in found:
            if entry.is_symlink() or not entry.is_dir():
                yield entry.path
            elif depth < _DEPTH and (depth or entry.name in _FOLDERS):
                waiting.append((entry.path, depth + 1))


def _stamp(path: str) -> Stamp:
    """What changes when a file does, or when something comes into a folder or goes."""
    try:
        about = os.stat(path)  # noqa: PTH116
    except OSError as error:
        return (error.errno or 0,)
    return (about.st_mode, about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino)


def _is_folder(stamp: Stamp) -> bool:
    return len(stamp) > 1 and stat.S_ISDIR(stamp[0])
