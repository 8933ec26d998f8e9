"""What can be told of a pack as a whole: its YAML, and whether YAML, sources and generated files fit together."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..model import Capstone, Exercise
from ..pack_files import notebook_of, solution_of
from ..pack_reader import read_pack
from ..parameters import values
from . import packages
from .check import imported_modules, required_modules
from .listing import Listed
from .reader import is_source
from .source import Finding, Source

RELEASED = "released-ids.txt"
_WATCHED = (".py", ".ipynb", ".hints.json")
_HEADING = re.compile(r"^#{1,6}\s+(?P<title>.+?)\s*#*$", re.MULTILINE)
_WITHOUT_ASKING = {"IPython"}
"""What every kernel has."""


def check_pack(pack: Path, listed: Listed, sources: Sequence[Source]) -> list[Finding]:
    """Everything to mend in the pack besides the sources themselves."""
    read = read_pack(pack, pack.resolve().name)
    findings = [Finding(p.file, p.line or 1, p.message) for p in read] if isinstance(read, tuple) else []
    findings += _unlisted(pack, listed)
    findings += _without_source(pack, listed)
    findings += _released(pack, listed)
    for source in sources:
        findings += check_item(source, listed)
    return sorted(set(findings))


def check_item(source: Source, listed: Listed) -> Iterator[Finding]:
    """What stage.yaml asks of a source."""
    item = listed.notebook_item(source.path)
    if item is None:
        return
    if source.kind == "example":
        yield from _example(source, item)
    else:
        kind = "capstone" if isinstance(item, Capstone) else "exercise"
        if kind != source.kind:
            mend = "give it exercise cells" if kind == "exercise" else "leave exercise cells out"
            yield Finding(str(source.path), 1, f"stage.yaml lists it as {kind}; {mend}, or change its kind there.")
    if isinstance(item, Capstone):
        yield from _project(source, item)
    if source.kind != "example":
        yield from _smaller(source, item)
    if isinstance(item, Exercise) and item.needs.packages:
        yield from _packages(source, item)
    ours = {Path(name).stem for name in item.files} | _WITHOUT_ASKING | set(listed.needs(source.path).imports)
    needs = "example.needs.imports" if source.kind == "example" else "needs.imports"
    for module, line in required_modules(source).items():
        if module not in ours:
            place = f"add '{module}' to {needs} of '{item.id}' in stage.yaml, so that a kernel with it is found."
            yield Finding(str(source.path), line, place)


def _smaller(source: Source, item: Exercise | Capstone) -> Iterator[Finding]:
    """The smaller settings that stage.yaml gives are of names that the parameters cell has, and do change them."""
    cell = next((cell for cell in source.cells if cell.role == "parameters"), None)
    try:
        there = values(cell.text) if cell else {}
    except SyntaxError:
        return  # Said already, of the cell itself.
    line = cell.line if cell else 1
    for name, value in item.needs.smaller.items():
        if name not in there:
            known = f"it has {', '.join(there)}" if there else "there is none"
            mend = f"add '{name}' to the parameters cell ({known}), or leave it out of needs.smaller of '{item.id}'."
            yield Finding(str(source.path), line, mend)
        elif there[name] == repr(value):
            yield Finding(str(source.path), line, f"give '{name}' another value in needs.smaller than it has here.")


def _example(source: Source, item: Exercise | Capstone) -> Iterator[Finding]:
    if not isinstance(item, Capstone):
        yield Finding(str(source.path), 1, f"remove it: '{item.id}' is an exercise, and only projects have examples.")
    elif item.example is None:
        mend = f"add `example:` with a title to '{item.id}' in stage.yaml, so that learners are offered it."
        yield Finding(str(source.path), 1, mend)
    for cell in source.cells:
        if cell.role in ("exercise", "check"):
            mend = f"make '{cell.slug}' an ordinary cell: an example is finished, with nothing to write or to check."
            yield Finding(str(source.path), cell.line, mend)


def _packages(source: Source, item: Exercise) -> Iterator[Finding]:
    cell = next((cell for cell in source.cells if packages.TAG in cell.tags), None)
    if cell is None:
        mend = f'list what it imports in a cell tagged "{packages.TAG}", as `packages = {{"module": "package"}}`.'
        yield Finding(str(source.path), 1, mend)
        return
    listed = packages.listed(cell.text)
    known = dict(zip(item.needs.imports, item.needs.packages, strict=False))
    for module, package in listed.items():
        if known.get(module) != package:
            mend = f"say both, at the same place of needs.imports and needs.packages of '{item.id}' in stage.yaml."
            yield Finding(str(source.path), cell.line, f"'{module}' comes from '{package}' here; {mend}")


def _project(source: Source, item: Capstone) -> Iterator[Finding]:
    prose = "\n".join(cell.text for cell in source.cells if cell.role == "prose")
    there = {match["title"].casefold() for match in _HEADING.finditer(prose)}
    for heading in item.headings:
        if heading.casefold() not in there:
            yield Finding(str(source.path), 1, f"add the heading '{heading}', which stage.yaml asks for.")
    for _, line, module in imported_modules(source):
        for forbidden in item.forbidden:
            if module == forbidden or module.startswith(f"{forbidden}."):
                yield Finding(str(source.path), line, f"build this without {forbidden}: '{item.id}' forbids it.")


def _unlisted(pack: Path, listed: Listed) -> Iterator[Finding]:
    for folder in sorted(path for path in pack.glob("stages/*") if path.is_dir()):
        if (folder / "stage.yaml").exists() and folder.name not in listed.stages:
            continue  # What is wrong with its YAML is said already.
        known = set(_belonging(folder, listed))
        for path in sorted(folder.rglob("*")):
            hidden = any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)
            if path.is_file() and path.name.endswith(_WATCHED) and not hidden and path not in known:
                mend = f"list it in {folder / 'stage.yaml'}, as an item or among an item's files, or remove it."
                yield Finding(str(path), 1, f"no item uses this file; {mend}")


def _belonging(folder: Path, listed: Listed) -> Iterator[Path]:
    stage = listed.stages.get(folder.name)
    for item in stage.items if stage else ():
        if isinstance(item, (Exercise, Capstone)):
            yield from (folder / name for name in (f"{item.id}.py", notebook_of(item), *item.files))
        if isinstance(item, Exercise):
            yield from (folder / solution_of(item), folder / f"{item.id}.hints.json")
        elif isinstance(item, Capstone) and item.example:
            yield from (folder / solution_of(item), folder / f"{item.id}.example.py")


def _without_source(pack: Path, listed: Listed) -> Iterator[Finding]:
    for name, stage in listed.stages.items():
        for item in stage.items:
            if not isinstance(item, (Exercise, Capstone)):
                continue
            wanted = {f"{item.id}.py": f"write the source of '{item.id}' here, or unlist the item."}
            if isinstance(item, Capstone) and item.example:
                wanted[f"{item.id}.example.py"] = f"write the example of '{item.id}' here, or take `example:` out."
            for file, mend in wanted.items():
                path = pack / "stages" / name / file
                if not (path.exists() and is_source(path)):
                    yield Finding(str(path), 1, mend)


def _released(pack: Path, listed: Listed) -> Iterator[Finding]:
    path = pack / RELEASED
    known = {name for item in listed.items for name in (item.id, *item.was)}
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        if line.strip() and line.strip() not in known:
            mend = f"say `was: [{line.strip()}]` in the item that took its place, or bring it back."
            yield Finding(str(path), number, f"'{line.strip()}' was released and is gone; {mend}")


def release(pack: Path, listed: Listed) -> list[str]:
    """Adds the ids of the pack's items to the list of those that must never vanish; answers the new ones."""
    path = pack / RELEASED
    before = set(path.read_text("utf-8").split()) if path.exists() else set()
    new = sorted({item.id for item in listed.items} - before)
    if new:
        path.write_text("".join(f"{name}\n" for name in sorted(before | set(new))), encoding="utf-8")
    return new
