"""Contents managers that keep files elsewhere than on a disk keep copies too."""

from typing import Any

import pytest
from copies import HOME, open_copy

from dl_curriculum_ext.catalog import LoadedPack
from dl_curriculum_ext.errors import CurriculumError
from dl_curriculum_ext.workspace import Copy

pytest_plugins = ["workspaces"]


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
