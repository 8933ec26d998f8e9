"""Where copies go: any ordinary folder inside the server's root, and nowhere else."""

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from copies import HOME, Managers, files, open_copy, read
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager
from packs import change, write_pack
from privileges import as_ordinary_user, open_folder

from dl_curriculum_ext.catalog import Catalog, LoadedPack
from dl_curriculum_ext.errors import BadRequest, Conflict, CurriculumError, Forbidden, NotFound

pytest_plugins = ["workspaces"]
pytestmark = pytest.mark.usefixtures("own_data")


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
