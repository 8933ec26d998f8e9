"""The learner's copies: made once, found again, and never at the cost of a file of theirs."""

import asyncio
import json
import shutil
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import nbformat
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager
from packs import change, change_stage, dump_notebook, notebook, write_pack
from privileges import as_ordinary_user, open_folder

from dl_curriculum_ext import model
from dl_curriculum_ext.catalog import Catalog, LoadedPack
from dl_curriculum_ext.errors import BadRequest, Conflict, CurriculumError, Forbidden, NotFound
from dl_curriculum_ext.workspace import Copy, Workspace

T = TypeVar("T")
Managers = Callable[..., Any]

KERNEL = {"name": "torch", "display_name": "Torch", "language": "python"}
HOME = "deep-learning"


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """What the server shows the learner."""
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


@pytest.fixture(params=[AsyncLargeFileManager, LargeFileManager])
def contents(request: pytest.FixtureRequest, root: Path) -> Any:
    return request.param(root_dir=str(root))


@pytest.fixture
def pack(tmp_path: Path) -> LoadedPack:
    write_pack(tmp_path / "packs")
    return read(tmp_path)


def read(tmp_path: Path) -> LoadedPack:
    return Catalog(lambda: [tmp_path / "packs"]).pack("small")


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def open_copy(
    contents: Any, pack: LoadedPack, item: str = "double-it", folder: str = HOME, known: str | None = None
) -> Copy:
    exercise = pack.item(item)
    assert isinstance(exercise, model.Exercise | model.Capstone)
    return run(Workspace(contents).open_copy(pack, exercise, folder, known, KERNEL))


def files(folder: Path) -> set[str]:
    """Every file below, checkpoints left out."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return {path.as_posix() for path in found if ".ipynb_checkpoints" not in path.parts}


def test_the_first_opening_makes_a_copy_and_brings_its_files(contents: Any, pack: LoadedPack, root: Path) -> None:
    assert open_copy(contents, pack) == Copy(f"{HOME}/double-it.ipynb", created=True)
    assert files(root) == {f"{HOME}/double-it.ipynb", f"{HOME}/numbers.csv"}
    assert (root / HOME / "numbers.csv").read_text() == "1,2\n3,4\n"


def test_a_copy_is_the_starter_with_its_origin_and_kernel(contents: Any, pack: LoadedPack, root: Path) -> None:
    path = open_copy(contents, pack).path
    copy = nbformat.read(root / path, as_version=4)
    nbformat.validate(copy)
    starter = notebook()
    assert copy["metadata"].pop("dl_curriculum") == {"curriculum": "small", "item": "double-it", "version": "1.0"}
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


@pytest.mark.parametrize(
    "folder",
    ["", "my work", "100%", "50%20off", "Lernen/Tiefes Lernen ❤", "日本語", "a//b/", "'quoted'", "a&b=c?#d", "x..y"],
)
def test_a_folder_may_have_any_ordinary_name(contents: Any, pack: LoadedPack, root: Path, folder: str) -> None:
    path = open_copy(contents, pack, folder=folder).path
    assert (root / path).is_file()
    assert (root / folder / "double-it.ipynb").is_file()


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        ("..", "must not hold"),
        ("a/../../b", "must not hold"),
        ("./a", "must not hold"),
        ("%2e%2e", "must not hold"),
        ("a/%252E%252e/b", "must not hold"),
        ("%2e%2e%2fetc", "must not hold"),
        ("/etc", "absolute path"),
        ("C:/Users", "absolute path"),
        ("~/work", "begins with '~'"),
        ("a\\b", "backslash"),
        ("a\0b", "no name can have"),
        ("a\nb", "no name can have"),
        ("\ud800", "no name can have"),
        (".hidden", "would be hidden"),
        ("a/.b", "would be hidden"),
        ("x" * 300, "too long"),
        ("ü" * 200, "too long"),
    ],
)
def test_a_folder_that_cannot_be_is_refused_with_a_sentence(
    contents: Any, pack: LoadedPack, root: Path, folder: str, sentence: str
) -> None:
    with pytest.raises(BadRequest, match=sentence):
        open_copy(contents, pack, folder=folder)
    assert not list(root.iterdir())


def test_a_very_deep_folder_is_refused_with_a_sentence(contents: Any, pack: LoadedPack) -> None:
    with pytest.raises(BadRequest, match="too long"):
        open_copy(contents, pack, folder="/".join(["x" * 200] * 30))


def test_a_hidden_folder_is_fine_where_the_manager_shows_hidden_files(pack: LoadedPack, root: Path) -> None:
    manager = AsyncLargeFileManager(root_dir=str(root), allow_hidden=True)
    assert open_copy(manager, pack, folder=".mine").path == ".mine/double-it.ipynb"


@pytest.mark.parametrize("item", ["double-it", "build-something"])
def test_a_link_out_of_the_root_is_refused(contents: Any, pack: LoadedPack, root: Path, item: str) -> None:
    (root.parent / "outside").mkdir()
    (root / "way-out").symlink_to(root.parent / "outside")
    with pytest.raises(Forbidden, match="leads out of the server's root folder"):
        open_copy(contents, pack, item, folder="way-out/sub")
    assert not list((root.parent / "outside").iterdir())


def test_a_link_within_the_root_is_followed(contents: Any, pack: LoadedPack, root: Path) -> None:
    (root / "real").mkdir()
    (root / "link").symlink_to(root / "real")
    assert open_copy(contents, pack, folder="link").path == "link/double-it.ipynb"
    assert (root / "real" / "double-it.ipynb").is_file()


@pytest.mark.parametrize("folder", [HOME, f"{HOME}/below"])
def test_a_folder_name_taken_by_a_file_says_what_to_do(
    contents: Any, pack: LoadedPack, root: Path, folder: str
) -> None:
    (root / HOME).write_text("mine")
    with pytest.raises(Conflict, match="Rename the file, or choose another workspace folder in the settings"):
        open_copy(contents, pack, folder=folder)
    assert (root / HOME).read_text() == "mine"


def test_a_capstones_folder_taken_by_a_file_says_what_to_do(contents: Any, pack: LoadedPack, root: Path) -> None:
    (root / HOME).mkdir()
    (root / HOME / "build-something").write_text("mine")
    with pytest.raises(Conflict, match="'deep-learning/build-something' cannot be made, because a file has that name"):
        open_copy(contents, pack, "build-something")


def test_a_starter_lost_after_the_pack_was_read_is_told(
    contents: Any, pack: LoadedPack, root: Path, tmp_path: Path
) -> None:
    starter = tmp_path / "packs" / "small" / "stages" / "first-steps" / "double-it.ipynb"
    for content in ("{", "[]", None):
        starter.unlink() if content is None else starter.write_text(content)
        with pytest.raises(NotFound, match="Install the curriculum again, or tell its author"):
            open_copy(contents, pack)
    assert not files(root)


def test_the_version_of_the_pack_is_the_one_copied(contents: Any, tmp_path: Path, root: Path) -> None:
    source = write_pack(tmp_path / "packs")
    change(source / "curriculum.yaml", lambda content: content.update(version="2.5"))
    path = open_copy(contents, read(tmp_path)).path
    assert json.loads((root / path).read_text("utf-8"))["metadata"]["dl_curriculum"]["version"] == "2.5"


@pytest.mark.parametrize("manager", [AsyncLargeFileManager, LargeFileManager])
@pytest.mark.parametrize("locked", ["", HOME])
def test_a_read_only_folder_is_told(manager: Managers, pack: LoadedPack, locked: str) -> None:
    with open_folder() as folder:
        (folder / HOME).mkdir()
        (folder / HOME).chmod(0o777)
        (folder / locked).chmod(0o555)
        place = locked or "new"
        # The pack is in pytest's own folder, which only its owner may read; so both are brought along.
        write_pack(folder.parent / f"{folder.name}-packs")
        try:
            readable = Catalog(lambda: [folder.parent / f"{folder.name}-packs"]).pack("small")
            with as_ordinary_user(), pytest.raises(Forbidden, match=r"The server may not .* choose another"):
                open_copy(manager(root_dir=str(folder)), readable, folder=place)
        finally:
            shutil.rmtree(folder.parent / f"{folder.name}-packs")
            (folder / locked).chmod(0o777)
        assert not files(folder)


class Memory:
    """A contents manager that keeps everything in memory and knows notebooks only as notebooks."""

    class Refused(Exception):
        def __init__(self, status: int) -> None:
            super().__init__(f"HTTP {status}")
            self.status_code = status

    def __init__(self) -> None:
        self.folders: set[str] = set()
        self.kept: dict[str, dict[str, Any]] = {}
        self.fail: Exception | None = None

    async def file_exists(self, path: str) -> bool:
        return path in self.kept

    async def dir_exists(self, path: str) -> bool:
        return path in self.folders

    async def save(self, content: dict[str, Any], path: str) -> None:
        if content["type"] == "directory":
            self.folders.add(path)
            return
        self.kept[path] = content
        if self.fail is not None:
            raise self.fail

    async def get(self, path: str, content: bool, type: str, format: str | None = None) -> dict[str, Any]:
        if type == "directory":
            names = [name for name in self.kept if name.rpartition("/")[0] == path]
            return {"content": [{"name": name.rpartition("/")[2], "type": self.kept[name]["type"]} for name in names]}
        if self.kept[path]["type"] != type:
            raise self.Refused(400)
        return self.kept[path]

    async def delete(self, path: str) -> None:
        del self.kept[path]


def test_a_manager_without_a_disk_keeps_copies_too(pack: LoadedPack) -> None:
    manager = Memory()
    first = open_copy(manager, pack)
    assert first == Copy(f"{HOME}/double-it.ipynb", created=True)
    assert open_copy(manager, pack, known=first.path).created is False
    manager.kept[f"{HOME}/renamed.ipynb"] = manager.kept.pop(first.path)
    assert open_copy(manager, pack, known=first.path) == Copy(f"{HOME}/renamed.ipynb", created=False)


@pytest.mark.parametrize(("status", "code"), [(400, 400), (403, 403), (404, 403), (409, 409), (413, 413), (507, 507)])
def test_a_refusal_by_any_manager_is_told_and_leaves_nothing(pack: LoadedPack, status: int, code: int) -> None:
    manager = Memory()
    manager.fail = Memory.Refused(status)
    with pytest.raises(CurriculumError) as caught:
        open_copy(manager, pack)
    assert caught.value.status == code
    assert not manager.kept


def test_an_error_nobody_expects_is_not_dressed_up(pack: LoadedPack) -> None:
    manager = Memory()
    manager.fail = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        open_copy(manager, pack)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(
        st.sampled_from(
            ["..", ".", "%2e%2e", "%2E.", "%252e%252e", "/", "//", "\\", "~", "C:", "\0", " ", "a", "%", "é"]
        )
        | st.text(max_size=6),
        max_size=6,
    )
)
def test_no_folder_name_leads_out_of_the_root(pack: LoadedPack, tmp_path: Path, parts: list[str]) -> None:
    folder = "".join(parts)
    home = tmp_path / "fuzz" / "root"
    home.mkdir(parents=True, exist_ok=True)
    assume(len(folder) < 200)
    before = {path for path in files(tmp_path) if not path.startswith(("fuzz/root/", "data/"))}
    with suppress(CurriculumError):
        copy = open_copy(AsyncLargeFileManager(root_dir=str(home)), pack, folder=folder)
        assert (home / copy.path).resolve().is_relative_to(home.resolve())
    assert {path for path in files(tmp_path) if not path.startswith(("fuzz/root/", "data/"))} == before
