"""The learner's copies: made once, found again, and never at the cost of a file of theirs."""

import asyncio
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from copies import HOME, KERNEL, files, open_copy, read, run
from packs import change_stage, dump_notebook, notebook, write_pack

from dl_curriculum_ext import model
from dl_curriculum_ext.catalog import Catalog, LoadedPack
from dl_curriculum_ext.errors import Conflict
from dl_curriculum_ext.workspace import Copy, Workspace

pytest_plugins = ["workspaces"]


def test_the_first_opening_makes_a_copy_and_brings_its_files(contents: Any, pack: LoadedPack, root: Path) -> None:
    assert open_copy(contents, pack) == Copy(f"{HOME}/double-it.ipynb", created=True)
    assert files(root) == {f"{HOME}/double-it.ipynb", f"{HOME}/numbers.csv"}
    assert (root / HOME / "numbers.csv").read_text() == "1,2\n3,4\n"


def test_a_copy_is_the_starter_with_its_origin_and_kernel(contents: Any, pack: LoadedPack, root: Path) -> None:
    path = open_copy(contents, pack).path
    copy = nbformat.read(root / path, as_version=4)
    nbformat.validate(copy)
    starter = notebook()
    about = copy["metadata"].pop("dl_curriculum")
    assert set(about.pop("cells")) == {cell["id"] for cell in copy["cells"]}
    assert about == {"curriculum": "small", "item": "double-it", "version": "1.0"}
    assert copy["metadata"].pop("kernelspec") == KERNEL
    del starter["metadata"]["kernelspec"]
    assert copy == starter


def test_a_capstone_has_a_folder_of_its_own(contents: Any, pack: LoadedPack) -> None:
    assert open_copy(contents, pack, "build-something").path == f"{HOME}/build-something/build-something.ipynb"


@pytest.mark.parametrize("known", [True, False])
def test_the_second_opening_brings_the_same_copy_back(contents: Any, pack: LoadedPack, root: Path, known: bool) -> None:
    first = open_copy(contents, pack)
    work = json.loads((root / first.path).read_text("utf-8"))
    work["cells"][1]["source"] = "the learner's own work"
    dump_notebook(root / first.path, work)
    before = (root / first.path).read_bytes()
    again = open_copy(contents, pack, known=first.path if known else None)
    assert again == Copy(first.path, created=False)
    assert (root / first.path).read_bytes() == before


def test_a_copy_known_elsewhere_stays_there_when_the_setting_changes(contents: Any, pack: LoadedPack) -> None:
    first = open_copy(contents, pack, folder="old place")
    assert open_copy(contents, pack, folder="new", known=first.path) == Copy(first.path, created=False)


@pytest.mark.parametrize("theirs", [b"{}", b"not a notebook \xff", b'{"cells": 3}', json.dumps(notebook()).encode()])
def test_a_file_of_the_learners_under_that_name_is_left_alone(
    contents: Any, pack: LoadedPack, root: Path, theirs: bytes
) -> None:
    (root / HOME).mkdir()
    taken = root / HOME / "double-it.ipynb"
    taken.write_bytes(theirs)
    (root / HOME / "double-it-1.ipynb").mkdir()
    assert open_copy(contents, pack) == Copy(f"{HOME}/double-it-2.ipynb", created=True)
    assert open_copy(contents, pack) == Copy(f"{HOME}/double-it-2.ipynb", created=False)
    assert taken.read_bytes() == theirs


def test_the_copy_of_another_pack_under_that_name_is_left_alone(contents: Any, tmp_path: Path) -> None:
    for name in ("small", "other"):
        write_pack(tmp_path / "packs", name)
    packs = Catalog(lambda: [tmp_path / "packs"]).listing().packs
    assert open_copy(contents, packs["small"]).path == f"{HOME}/double-it.ipynb"
    assert open_copy(contents, packs["other"]).path == f"{HOME}/double-it-1.ipynb"
    assert open_copy(contents, packs["small"]).created is False


def test_a_link_to_nowhere_is_not_written_through(contents: Any, pack: LoadedPack, root: Path, tmp_path: Path) -> None:
    (root / HOME).mkdir()
    (root / HOME / "double-it.ipynb").symlink_to(tmp_path / "elsewhere")
    assert open_copy(contents, pack).path == f"{HOME}/double-it-1.ipynb"
    assert not (tmp_path / "elsewhere").exists()


def test_a_renamed_copy_is_found_by_what_it_says(contents: Any, pack: LoadedPack, root: Path) -> None:
    first = open_copy(contents, pack)
    (root / first.path).rename(root / HOME / "My doubling.ipynb")
    (root / HOME / "zz not a notebook.ipynb").write_text("{")
    assert open_copy(contents, pack, known=first.path) == Copy(f"{HOME}/My doubling.ipynb", created=False)


def test_a_deleted_copy_is_made_anew(contents: Any, pack: LoadedPack, root: Path) -> None:
    first = open_copy(contents, pack)
    (root / first.path).unlink()
    assert open_copy(contents, pack, known=first.path) == Copy(first.path, created=True)


def test_a_copy_made_under_a_former_id_is_still_this_items(contents: Any, pack: LoadedPack, tmp_path: Path) -> None:
    first = open_copy(contents, pack)
    source = tmp_path / "packs" / "small"
    for end in (".ipynb", ".solution.ipynb"):
        folder = source / "stages" / "first-steps"
        (folder / f"double-it{end}").rename(folder / f"twice{end}")
    change_stage(source, "first-steps", lambda stage: stage["items"][1].update(id="twice", was=["double-it"]))
    change_stage(source, "first-steps", lambda stage: stage["items"][2]["entries"][0].pop("see"))
    assert open_copy(contents, read(tmp_path), "twice", known=first.path) == Copy(first.path, created=False)


def test_a_known_copy_whose_metadata_was_stripped_is_still_the_copy(
    contents: Any, pack: LoadedPack, root: Path
) -> None:
    first = open_copy(contents, pack)
    content = json.loads((root / first.path).read_text("utf-8"))
    content["metadata"] = {}
    dump_notebook(root / first.path, content)
    assert open_copy(contents, pack, known=first.path) == Copy(first.path, created=False)


def test_a_known_path_that_now_holds_something_else_is_left_alone(contents: Any, pack: LoadedPack, root: Path) -> None:
    first = open_copy(contents, pack)
    dump_notebook(root / first.path, notebook("other"))
    before = (root / first.path).read_bytes()
    assert open_copy(contents, pack, known=first.path) == Copy(f"{HOME}/double-it-1.ipynb", created=True)
    assert (root / first.path).read_bytes() == before


def test_a_known_copy_that_cannot_be_read_is_told_and_not_replaced(contents: Any, pack: LoadedPack, root: Path) -> None:
    first = open_copy(contents, pack)
    (root / first.path).write_text('{"cells": [', encoding="utf-8")
    with pytest.raises(Conflict, match=r"cannot be read as a notebook\. Mend it, or move it elsewhere"):
        open_copy(contents, pack, known=first.path)
    assert files(root) == {first.path, f"{HOME}/numbers.csv"}


@pytest.mark.parametrize("known", ["../secret.ipynb", "/etc/passwd", "a\\b", ".hidden/x.ipynb", "", "gone.ipynb"])
def test_a_known_path_from_elsewhere_does_no_harm(contents: Any, pack: LoadedPack, root: Path, known: str) -> None:
    dump_notebook(root.parent / "secret.ipynb", notebook())
    assert open_copy(contents, pack, known=known) == Copy(f"{HOME}/double-it.ipynb", created=True)


def test_a_file_of_the_learners_beside_the_copy_is_not_overwritten(contents: Any, pack: LoadedPack, root: Path) -> None:
    (root / HOME).mkdir()
    (root / HOME / "numbers.csv").write_text("mine")
    open_copy(contents, pack)
    assert (root / HOME / "numbers.csv").read_text() == "mine"


def test_binary_files_and_files_in_folders_come_along_byte_by_byte(contents: Any, tmp_path: Path, root: Path) -> None:
    source = write_pack(tmp_path / "packs")
    content = {"data/picture.png": bytes(range(256)) * 40, "data/words.txt": "Grüße\r\n".encode(), "empty.txt": b""}
    for name, data in content.items():
        file = source / "stages" / "first-steps" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    change_stage(source, "first-steps", lambda stage: stage["items"][1].update(files=list(content)))
    open_copy(contents, read(tmp_path))
    assert {name: (root / HOME / name).read_bytes() for name in content} == content


def test_two_openings_at_once_make_one_copy(contents: Any, pack: LoadedPack, root: Path) -> None:
    exercise = pack.item("double-it")
    assert isinstance(exercise, model.Exercise)

    async def twice() -> list[Copy]:
        workspace = Workspace(contents)
        return await asyncio.gather(*(workspace.open_copy(pack, exercise, HOME, None, KERNEL) for _ in range(5)))

    copies = run(twice())
    assert {copy.path for copy in copies} == {f"{HOME}/double-it.ipynb"}
    assert sorted(copy.created for copy in copies) == [False] * 4 + [True]
    assert files(root) == {f"{HOME}/double-it.ipynb", f"{HOME}/numbers.csv"}
