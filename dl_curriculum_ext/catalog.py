"""Finds curriculum packs in folders and keeps them read until their files change."""

from __future__ import annotations

import hashlib
import os
import re
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
from .pack_files import folder_of, notebook_of, solution_of
from .pack_reader import read_pack

Signature: TypeAlias = tuple[tuple[object, ...], ...]

_FOLDERS = frozenset({"stages", "closing"})
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
        """Where the solution is; only exercises are sure to have one."""
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
    signature: Signature
    outcome: LoadedPack | tuple[Problem, ...]


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
                    found = sorted(entry.name for entry in entries if entry.is_dir() or _dangles(entry))
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                message = f"The folder cannot be read ({error.strerror}). Give the server leave to read it."
                problems.append(Problem(file=str(root), line=None, message=message))
                continue
            yield from (Path(root, name) for name in found if not name.startswith("."))

    def _look(self, folder: Path) -> _Kept:
        known = self._kept.get(folder)
        broken = known is not None and not isinstance(known.outcome, LoadedPack)
        if known is not None and known.signature == _signature(folder, every_file=broken):
            return known
        # Both are taken before reading, so that a change during it is seen at the next look. A broken pack may be
        # mended by what a sound one is not watched for, such as leave to read a notebook.
        sound, every = _signature(folder, every_file=False), _signature(folder, every_file=True)
        outcome = _load(folder)
        return _Kept(sound if isinstance(outcome, LoadedPack) else every, outcome)


def _dangles(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and not Path(entry.path).exists()


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
    if not folder.exists():
        return "This link leads nowhere. Remove it, or link it to a pack's folder."
    if not os.access(folder, os.R_OK | os.X_OK):
        return "The server may not read this folder. Give it leave to, or remove the folder."
    if not (folder / "curriculum.yaml").exists() and not (folder / "curriculum.yaml").is_symlink():
        return "This folder holds no curriculum.yaml. Add the file, or move the folder elsewhere."
    if not _NAME.fullmatch(folder.name):
        return "A pack's folder is named with letters, digits, '.', '_' and '-' only. Rename it."
    return ""


def _signature(folder: Path, *, every_file: bool) -> Signature:
    """What tells that a pack's files changed.

    Of folders the names in them, of YAML files also time and size; of the others only where ``every_file``, since
    looking at each on every request would be the dearest part of it.
    """
    # Plain strings instead of paths: this runs on every request.
    seen: list[tuple[object, ...]] = [_stamp(str(folder))]
    waiting = [(str(folder), 0)]
    while waiting:
        path, depth = waiting.pop()
        try:
            with os.scandir(path) as entries:
                found = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            seen.append((path, error.errno))
            continue
        for entry in found:
            is_link = entry.is_symlink()
            if every_file or is_link or entry.name.endswith(".yaml"):
                seen.append(_stamp(entry.path))
            else:
                seen.append((entry.path,))
            if not is_link and depth < _DEPTH and entry.is_dir() and (depth or entry.name in _FOLDERS):
                waiting.append((entry.path, depth + 1))
    seen.sort(key=lambda part: str(part[0]))
    return tuple(seen)


def _stamp(path: str) -> tuple[object, ...]:
    try:
        about = os.stat(path)  # noqa: PTH116
    except OSError as error:
        return (path, error.errno)
    return (path, about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino, about.st_mode)
