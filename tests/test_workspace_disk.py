"""A full disk is told as such, and leaves nothing half-written behind."""

import asyncio
import gc
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager
from packs import change_stage, dump_notebook, notebook, write_pack

from dl_curriculum_ext import model
from dl_curriculum_ext.catalog import Catalog, LoadedPack
from dl_curriculum_ext.errors import DiskFull
from dl_curriculum_ext.workspace import Workspace

BIG = "# " + "x" * 400_000
# jupyter_server does not close the file whose flush failed.
pytest_plugins = ["workspaces"]
pytestmark = [
    pytest.mark.usefixtures("own_data"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
MANAGERS = [AsyncLargeFileManager, LargeFileManager]


@pytest.fixture
def pack(tmp_path: Path) -> LoadedPack:
    """A pack with a starter of 400 KB."""
    root = write_pack(tmp_path / "packs")
    dump_notebook(root / "stages" / "first-steps" / "double-it.ipynb", notebook(body=BIG))
    return Catalog(lambda: [tmp_path / "packs"]).pack("small")


@pytest.fixture
def tiny_disk(caplog: pytest.LogCaptureFixture) -> Iterator[Path]:
    """A real file system of 256 KB."""
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=256k,mode=777", "tmpfs", folder]
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("only root may mount a small file system here; the limit on file size is tested in any case")
        yield Path(folder)
        for path in Path(folder).iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        # Where its flush fails, jupyter_server leaves the file open; the log keeps the traceback that holds it.
        caplog.get_records("call").clear()
        gc.collect()
        subprocess.run(["umount", "--lazy", folder], check=True)


def open_copy(manager: Any, pack: LoadedPack) -> None:
    item = pack.item("double-it")
    assert isinstance(item, model.Exercise)
    asyncio.run(Workspace(manager).open_copy(pack, item, "work", None))


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if not path.is_dir() and path.name != "numbers.csv"]


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_full_disk_is_told_and_nothing_half_written_stays(
    manager: Callable[..., Any], pack: LoadedPack, tiny_disk: Path
) -> None:
    with pytest.raises(DiskFull, match=r"There is no room on the disk to write 'work/double-it\.ipynb'"):
        open_copy(manager(root_dir=str(tiny_disk)), pack)
    assert not left(tiny_disk)


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_disk_full_before_the_folder_is_made_is_told(
    manager: Callable[..., Any], pack: LoadedPack, tiny_disk: Path
) -> None:
    filler = tiny_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        file.write(bytes(1_000_000))
    with pytest.raises(DiskFull, match="Free some space and try again"):
        open_copy(manager(root_dir=str(tiny_disk)), pack)
    assert left(tiny_disk) == [filler]


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_file_that_comes_along_but_does_not_fit_leaves_no_copy(
    manager: Callable[..., Any], tmp_path: Path, tiny_disk: Path
) -> None:
    root = write_pack(tmp_path / "more")
    (root / "stages" / "first-steps" / "big.bin").write_bytes(os.urandom(500_000))
    change_stage(root, "first-steps", lambda stage: stage["items"][1].update(files=["big.bin"]))
    with pytest.raises(DiskFull, match=r"write 'work/big\.bin'"):
        open_copy(manager(root_dir=str(tiny_disk)), Catalog(lambda: [tmp_path / "more"]).pack("small"))
    assert not left(tiny_disk)


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_limit_on_the_size_of_files_is_told_as_lack_of_room(
    manager: Callable[..., Any], pack: LoadedPack, tmp_path: Path
) -> None:
    (tmp_path / "root").mkdir()
    contents = manager(root_dir=str(tmp_path / "root"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    try:
        with pytest.raises(DiskFull):
            open_copy(contents, pack)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert not left(tmp_path / "root")
