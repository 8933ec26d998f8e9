"""Fixtures: a learner's root folder, a pack, and real contents managers."""

from pathlib import Path
from typing import Any

import pytest
from copies import read
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager
from packs import write_pack

from dl_curriculum_ext.catalog import LoadedPack


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """What the server shows the learner."""
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


@pytest.fixture(params=[AsyncLargeFileManager, LargeFileManager])
def contents(request: pytest.FixtureRequest, root: Path, own_data: None) -> Any:
    return request.param(root_dir=str(root))


@pytest.fixture
def pack(tmp_path: Path) -> LoadedPack:
    write_pack(tmp_path / "packs")
    return read(tmp_path)
