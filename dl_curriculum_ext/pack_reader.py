"""Reads one pack's folder: all that is wrong with it, or the whole curriculum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from . import model, yaml_source, yaml_struct
from .answers import Problem
from .nearest import did_you_mean
from .pack_files import CLOSING_FOLDER, found_at, notebook_of, solution_of
from .yaml_source import Fault, Place, Source, Step

T = TypeVar("T")


@dataclass(frozen=True)
class Read:
    """What a pack's folder holds."""

    curriculum: model.Curriculum
    aliases: dict[str, str]
    """Old item id to the id it has now."""


@dataclass
class _File:
    path: Path
    place: Place
    faults: list[Fault] = field(default_factory=list)

    def fault(self, message: str, *at: Step) -> None:
        self.faults.append(Fault(self.place.at(*at).line, message))


@dataclass(frozen=True)
class _Where:
    """An item's file and the path of its fields in it."""

    file: _File
    stage: model.Stage | None
    item: model.Item
    at: tuple[Step, ...]


def read_pack(root: Path, name: str) -> Read | tuple[Problem, ...]:
    """Read the pack in ``root``; every fault that could be found where it has any."""
    return _Reader(root, name).read()


class _Reader:
    def __init__(self, root: Path, name: str) -> None:
        self._root, self._name = root, name
        self._real_root = root.resolve()
        self._files: list[_File] = []

    def read(self) -> Read | tuple[Problem, ...]:
        pack_file, pack = self._load(self._root / "curriculum.yaml", model.Pack)
        stages = list(self._stages(pack_file, pack)) if pack else []
        if pack:
            items = list(self._items(pack_file, pack, stages))
            self._check_pack(pack_file, pack)
            for file, stage in stages:
                self._check_stage(file, stage)
            aliases = self._check_ids(items)
            self._check_items(items, pack, aliases)
        problems = tuple(
            Problem(file=str(file.path), line=fault.line, message=fault.message, curriculum=self._name)
            for file in self._files
            for fault in sorted(file.faults, key=lambda fault: fault.line or 0)
        )
        if problems or pack is None:
            return problems
        fields = {
            name: getattr(pack, name)
            for name in ("title", "about", "version", "goals", "topics", "motivation", "closing")
        }
        curriculum = model.Curriculum(name=self._name, stages=tuple(stage for _, stage in stages), **fields)
        return Read(curriculum, aliases)

    def _load(self, path: Path, kind: type[T]) -> tuple[_File, T | None]:
        file = _File(path, Place(1))
        self._files.append(file)
        if not self._inside(path):
            file.faults.append(Fault(None, "This is a link out of the pack's folder. Put the file itself here."))
            return file, None
        try:
            source = yaml_source.read(path)
        except yaml_source.Unreadable as error:
            file.faults.extend(error.faults)
            return file, None
        file.place = source.place
        newer = _newer_format(source)
        if newer:
            file.faults.append(newer)
            return file, None
        value, file.faults = yaml_struct.convert(source, kind)
        return file, value

    def _inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self._real_root)
        except (OSError, RuntimeError):  # a link that leads to itself
            return False

    def _stages(self, pack_file: _File, pack: model.Pack) -> Iterable[tuple[_File, model.Stage]]:
        folder = self._root / "stages"
        known = sorted(path.parent.name for path in folder.glob("*/stage.yaml"))
        seen: set[str] = set()
        for number, stage_id in enumerate(pack.stages):
            path = folder / stage_id / "stage.yaml"
            if stage_id in seen:
                pack_file.fault(f"The stage '{stage_id}' is listed twice. Remove one of the two.", "stages", number)
                continue
            seen.add(stage_id)
            if found_at(path) == "nothing" and not _is_link(path):
                message = f"There is no file stages/{stage_id}/stage.yaml. Write it, or mend the id."
                pack_file.fault(message + did_you_mean(stage_id, known), "stages", number)
                continue
            file, stage = self._load(path, model.Stage)
            if stage is None:
                continue
            if stage.id != stage_id:
                message = f"The id '{stage.id}' is not the name of its folder, '{stage_id}'. Make the two the same."
                file.fault(message, "id")
            yield file, stage

    @staticmethod
    def _items(pack_file: _File, pack: model.Pack, stages: list[tuple[_File, model.Stage]]) -> Iterable[_Where]:
        for file, stage in stages:
            for number, item in enumerate(stage.items):
                yield _Where(file, stage, item, ("items", number))
        for number, item in enumerate(pack.closing.items if pack.closing else ()):
            yield _Where(pack_file, None, item, ("closing", "items", number))

    @staticmethod
    def _check_pack(file: _File, pack: model.Pack) -> None:
        _refuse_twice(file, "topic", pack.topics, "topics")
        for number, motivation in enumerate(pack.motivation):
            _refuse_unknown(file, "stage", motivation.stage, pack.stages, "motivation", number, "stage")

    @staticmethod
    def _check_stage(file: _File, stage: model.Stage) -> None:
        _refuse_twice(file, "route", stage.routes, "routes")
        routes = [route.id for route in stage.routes]
        for number, question in enumerate(stage.route_questions):
            for choice, answer in enumerate(question.answers):
                for position, route in enumerate(answer.suggests):
                    at = ("route_questions", number, "answers", choice, "suggests", position)
                    _refuse_unknown(file, "route", route, routes, *at)

    def _check_ids(self, items: list[_Where]) -> dict[str, str]:
        """Ids and former ids are each one item's for ever; the former ids with the item that each now is."""
        owners: dict[str, _Where] = {}
        for where in items:
            other = owners.setdefault(where.item.id, where)
            if other is not where:
                first = f"{self._shown(other.file.path)}, line {other.file.place.at(*other.at).line}"
                message = (
                    f"The id '{where.item.id}' is taken by another item ({first}). Give this one an id of its own."
                )
                where.file.fault(message, *where.at, "id")
            if "\n" in where.item.id:
                where.file.fault("The id ends with a line break. Write it on the line of 'id:'.", *where.at, "id")
        aliases: dict[str, str] = {}
        for where in items:
            for number, old in enumerate(where.item.was):
                at = (*where.at, "was", number)
                if old in owners and where.item.id in owners[old].item.was:
                    message = f"'{where.item.id}' and '{old}' say that each was the other before. Remove one 'was'."
                    where.file.fault(message, *at)
                elif old in owners:
                    message = (
                        f"'{old}' is an item of its own, so '{where.item.id}' cannot have been it. Remove it here."
                    )
                    where.file.fault(message, *at)
                elif aliases.setdefault(old, where.item.id) != where.item.id:
                    message = f"'{aliases[old]}' also says that it was '{old}'. Leave it with one of the two."
                    where.file.fault(message, *at)
        return aliases

    def _check_items(self, items: list[_Where], pack: model.Pack, aliases: dict[str, str]) -> None:
        topics = [topic.id for topic in pack.topics]
        ids = [where.item.id for where in items] + list(aliases)
        for where in items:
            item, file, at = where.item, where.file, where.at
            for number, topic in enumerate(item.topics):
                _refuse_unknown(file, "topic", topic, topics, *at, "topics", number)
            if item.route is not None:
                routes = [route.id for route in where.stage.routes] if where.stage else []
                _refuse_unknown(file, "route", item.route, routes, *at, "route")
            if isinstance(item, model.Checklist):
                _refuse_twice(file, "entry", item.entries, *at, "entries")
                for number, entry in enumerate(item.entries):
                    if entry.see is not None:
                        _refuse_unknown(file, "item", entry.see, ids, *at, "entries", number, "see")
            if isinstance(item, model.Capstone):
                _refuse_twice(file, "idea", item.ideas, *at, "ideas")
            if isinstance(item, model.Exercise | model.Capstone):
                self._check_needs(where, item.needs, "needs")
                if isinstance(item, model.Capstone) and item.example:
                    self._check_needs(where, item.example.needs, "example", "needs")
                self._check_files(where, item)

    @staticmethod
    def _check_needs(where: _Where, needs: model.Needs, *place: str) -> None:
        at = (*where.at, *place)
        for number, module in enumerate(needs.imports):
            if not all(part.isidentifier() for part in module.split(".")):
                message = f"{module!r} cannot be imported in Python. Write the module's name, such as 'sklearn'."
                where.file.fault(message, *at, "imports", number)
        for number, package in enumerate(needs.packages):
            if not package.strip() or package.strip() != package:
                message = f"{package!r} is not a package's name. Write it as pip knows it, such as 'scikit-learn'."
                where.file.fault(message, *at, "packages", number)
        for name in ("cpu_minutes", "gpu_minutes", "memory_gb", "smaller_memory_gb"):
            if not 0 <= getattr(needs, name) < 1_000_000:
                where.file.fault(f"'{name}' must be a number from 0 upwards. Change it.", *at, name)
        if needs.smaller and not 0 < needs.smaller_memory_gb < needs.memory_gb:
            message = "Smaller settings need less memory: give 'smaller_memory_gb', from above 0 to below 'memory_gb'."
            where.file.fault(message, *at, "smaller")

    def _check_files(self, where: _Where, item: model.Exercise | model.Capstone) -> None:
        folder = where.file.path.parent if where.stage else self._root / CLOSING_FOLDER
        wanted = [("notebook", notebook_of(item), (*where.at, "notebook"))]
        if notebook_of(item).endswith(".ipynb"):
            if isinstance(item, model.Exercise):
                wanted.append(("solution", solution_of(item), (*where.at, "notebook")))
            elif item.example:
                wanted.append(("example", solution_of(item), (*where.at, "example")))
        wanted += [("file", name, (*where.at, "files", number)) for number, name in enumerate(item.files)]
        for what, name, at in wanted:
            message = self._file_fault(what, name, folder)
            if message:
                where.file.fault(message, *at)

    def _file_fault(self, what: str, name: str, folder: Path) -> str:
        if ".." in name.split("/") or any(ord(letter) < 32 for letter in name):
            return f"{name!r} leads out of the stage's folder. Name a {what} inside it."
        if what != "file" and not name.endswith(".ipynb"):
            return f"The {what} {name!r} is not a notebook. Name a file that ends in .ipynb."
        path = folder / name
        if not self._inside(path):
            return f"{name!r} is a link out of the pack's folder. Put the file itself there."
        found = found_at(path)
        if found == "refused":
            return f"The server may not look at {self._shown(path)}. Give it leave to read the folder."
        if found != "file":
            meant = did_you_mean(name, (there.name for there in folder.glob("*") if found_at(there) == "file"))
            return f"There is no {what} {self._shown(path)}. Add it, or mend its name.{meant}"
        try:
            path.open("rb").close()
        except OSError as error:
            return (
                f"The {what} {self._shown(path)} cannot be read ({error.strerror}). Give the server leave to read it."
            )
        return ""

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


def _newer_format(source: Source) -> Fault | None:
    wanted = source.data.get("format") if isinstance(source.data, dict) else None
    if isinstance(wanted, int) and not isinstance(wanted, bool) and wanted > model.FORMAT:
        message = (
            f"The pack is of format {wanted}, and this version reads up to {model.FORMAT}, so it needs a newer "
            "dl-curriculum-ext: pip install -U dl-curriculum-ext"
        )
        return Fault(source.place.at("format").line, message)
    return None


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:
        return False


def _refuse_twice(file: _File, what: str, parts: Iterable[Any], *at: Step) -> None:
    lines: dict[str, int] = {}
    for number, part in enumerate(parts):
        if part.id in lines:
            message = f"The {what} '{part.id}' stands twice, first in line {lines[part.id]}. Rename or remove one."
            file.fault(message, *at, number, "id")
        else:
            lines[part.id] = file.place.at(*at, number).line


def _refuse_unknown(file: _File, what: str, name: str, known: Iterable[str], *at: Step) -> None:
    known = list(known)
    if name not in known:
        there = did_you_mean(name, known) or (f" There are: {', '.join(known[:20])}." if known else " None is defined.")
        file.fault(f"There is no {what} '{name}'.{there}", *at)
