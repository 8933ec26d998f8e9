"""Reset, update, backups, restore and moves over REST, with the server's own contents API."""

import asyncio
import json
from pathlib import Path

import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from packs import STARTER, change, dump_notebook, notebook
from tornado.web import HTTPError

ITEM = ("curricula", "small", "items", "double-it")
PATH = "deep-learning/double-it.ipynb"
WORK = "def double(x):\n    return x + x"


@pytest.fixture
def ask(call):
    """Ask about the exercise; answers the status and the JSON."""

    async def asking(method, verb, **body):
        response = await call(method, *ITEM, verb, **({"body": body} if method == "POST" else {}))
        return response.code, json.loads(response.body)

    return asking


@pytest.fixture
def contents(jp_fetch, jp_serverapp):
    """Ask the server's contents API, and wait until all who listen have taken note."""

    async def asking(method, path, body=None, **params):
        options = {"method": method, "raise_error": False, "params": params}
        if body is not None:
            options["body"] = json.dumps(body)
        answer = await jp_fetch("api", "contents", path, **options)
        await jp_serverapp.event_logger.gather_listeners()
        return answer

    return asking


@pytest.fixture
def copy(ask, jp_root_dir, jp_asyncio_loop):
    """The learner's copy, in which they did the exercise."""
    assert jp_asyncio_loop.run_until_complete(ask("POST", "open"))[0] == 200
    return write_work(jp_root_dir / PATH)


@pytest.fixture
def item(call):
    async def asking():
        return json.loads((await call("GET", "curricula", "small", "progress")).body)["items"]["double-it"]

    return asking


def write_work(path: Path) -> Path:
    content = json.loads(path.read_text("utf-8"))
    content["cells"][1]["source"] = WORK
    path.write_text(json.dumps(content), "utf-8")
    return path


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]]


def release(curricula: Path, version: str = "2.0", **changes) -> None:
    """Replace the pack by a newer one."""
    root = curricula / "small"
    change(root / "curriculum.yaml", lambda found: found.update(version=version))
    dump_notebook(root / "stages" / "first-steps" / "double-it.ipynb", notebook(**changes))


async def test_a_reset_keeps_the_work_as_a_backup_and_gives_a_fresh_copy(ask, copy, jp_root_dir, item):
    before = copy.read_bytes()
    code, answer = await ask("POST", "reset")
    assert (code, answer["path"]) == (200, PATH)
    assert (jp_root_dir / answer["backup"]).read_bytes() == before
    assert sources(copy)[1] == STARTER
    assert (await item())["path"] == PATH


async def test_backups_are_named_by_item_day_and_number_and_listed_newest_first(ask, copy):
    first = (await ask("POST", "reset"))[1]["backup"]
    second = (await ask("POST", "reset"))[1]["backup"]
    folder, name = first.rsplit("/", 1)
    assert folder == "deep-learning/backups"
    assert name.startswith("double-it-20")
    assert name.endswith("-1.ipynb")
    assert second == first.replace("-1.ipynb", "-2.ipynb")
    assert [backup["path"] for backup in (await ask("GET", "backups"))[1]["backups"]] == [second, first]


async def test_one_cell_alone_is_reset(ask, copy, jp_root_dir):
    content = json.loads(copy.read_text())
    content["cells"][0]["source"] = "my words"
    copy.write_text(json.dumps(content))
    before = copy.read_bytes()
    code, answer = await ask("POST", "reset", cell="double-it-double")
    assert code == 200
    assert sources(copy)[:2] == ["my words", STARTER]
    assert (jp_root_dir / answer["backup"]).read_bytes() == before


async def test_a_cell_that_the_exercise_does_not_have_is_named_with_the_nearest(ask, copy):
    before = copy.read_bytes()
    code, answer = await ask("POST", "reset", cell="double-it-doubel")
    assert code == 404
    assert "Did you mean 'double-it-double'?" in answer["message"]
    assert copy.read_bytes() == before


async def test_restoring_brings_the_work_back_byte_by_byte_and_keeps_what_was_there(ask, copy, jp_root_dir):
    before = copy.read_bytes()
    backup = (await ask("POST", "reset"))[1]["backup"]
    fresh = copy.read_bytes()
    code, answer = await ask("POST", "restore", backup=backup)
    assert code == 200
    assert copy.read_bytes() == before
    assert (jp_root_dir / answer["backup"]).read_bytes() == fresh
    assert len((await ask("GET", "backups"))[1]["backups"]) == 2


async def test_only_a_backup_of_the_item_is_restored(ask, copy, jp_root_dir):
    (jp_root_dir / "secret.ipynb").write_text("{}")
    before = copy.read_bytes()
    for other in ("secret.ipynb", "../secret.ipynb", PATH):
        assert (await ask("POST", "restore", backup=other))[0] == 404
    assert copy.read_bytes() == before


async def test_a_deleted_copy_is_restored_from_its_backup(ask, copy, contents, jp_root_dir):
    before = copy.read_bytes()
    backup = (await ask("POST", "reset"))[1]["backup"]
    assert (await contents("DELETE", PATH)).code == 204
    assert (await ask("POST", "restore", backup=backup, expected="what was there"))[0] == 409
    assert not copy.exists()
    code, answer = await ask("POST", "restore", backup=backup)
    assert (code, answer["path"], answer["backup"]) == (200, PATH, None)
    assert copy.read_bytes() == before


async def test_an_update_brings_newer_cells_and_leaves_the_work(ask, copy, curricula, jp_root_dir, item):
    assert (await item())["version"] == "1.0"
    before = copy.read_bytes()
    newer = 'assert double(3) == 6, "twice three is six"'
    release(curricula, check=newer)
    preview = (await ask("POST", "update", preview=True))[1]
    assert copy.read_bytes() == before
    assert preview["backup"] is None
    assert [(change["cell"], change["role"], change["change"]) for change in preview["changes"]] == [
        ("double-it-double", "exercise", "kept"),
        ("double-it-twice", "check", "changed"),
    ]
    code, answer = await ask("POST", "update", expected=preview["hash"])
    assert (code, answer["changes"], answer["version"]) == (200, preview["changes"], "2.0")
    assert sources(copy)[1:] == [WORK, newer]
    assert (jp_root_dir / answer["backup"]).read_bytes() == before
    assert (await item())["version"] == "2.0"


async def test_an_update_with_nothing_to_do_writes_nothing(ask, copy, curricula):
    release(curricula)
    await ask("POST", "update")
    before = copy.read_bytes()
    code, answer = await ask("POST", "update")
    assert (code, answer["backup"]) == (200, None)
    assert copy.read_bytes() == before


async def test_undoing_an_update_restores_the_copy_and_its_version(ask, copy, curricula, item):
    before = copy.read_bytes()
    release(curricula, body="# Another stub\nraise NotImplementedError")
    answer = (await ask("POST", "update"))[1]
    assert answer["changes"][0]["change"] == "conflict"
    await ask("POST", "restore", backup=answer["backup"])
    assert copy.read_bytes() == before
    assert (await item())["version"] == "1.0"


async def test_the_hash_is_that_of_the_contents_api(ask, copy, contents):
    answer = (await ask("POST", "reset"))[1]
    model = json.loads((await contents("GET", PATH, content="0", hash="1")).body)
    assert answer["hash"] == model["hash"]


@pytest.mark.parametrize("verb", ["reset", "update"])
async def test_a_copy_that_changed_since_it_was_seen_is_left_alone(ask, copy, verb, jp_root_dir):
    seen = (await ask("POST", "update", preview=True))[1]["hash"]
    copy.write_text(copy.read_text() + "\n")
    before = copy.read_bytes()
    code, answer = await ask("POST", verb, expected=seen)
    assert (code, answer["code"]) == (409, "conflict")
    assert "Reload the notebook" in answer["message"]
    assert copy.read_bytes() == before
    assert not (jp_root_dir / "deep-learning" / "backups").exists()


async def test_a_copy_that_is_no_notebook_any_more_can_be_reset_and_is_kept(ask, copy, jp_root_dir):
    copy.write_bytes(b'{"cells": [ \xff')
    assert (await ask("POST", "update"))[0] == 409
    code, answer = await ask("POST", "reset")
    assert code == 200
    assert (jp_root_dir / answer["backup"]).read_bytes() == b'{"cells": [ \xff'
    assert sources(copy)[1] == STARTER


async def test_where_no_backup_can_be_written_nothing_is_changed(ask, copy, jp_root_dir):
    (jp_root_dir / "deep-learning" / "backups").write_text("a file of the learner's")
    before = copy.read_bytes()
    code, answer = await ask("POST", "reset")
    assert code == 409
    assert "Rename the file" in answer["message"]
    assert copy.read_bytes() == before


@pytest.mark.parametrize("verb", ["reset", "update", "locate", "restore"])
async def test_what_has_no_notebook_is_told_so(call, verb):
    body = {"locate": {"path": "x"}, "restore": {"backup": "x"}}.get(verb, {})
    response = await call("POST", "curricula", "small", "items", "read-this", verb, body=body)
    assert response.code == 400
    assert "Choose an exercise or a capstone" in json.loads(response.body)["message"]


@pytest.mark.parametrize("verb", ["reset", "update"])
async def test_without_a_copy_there_is_nothing_to_change(ask, verb):
    code, answer = await ask("POST", verb)
    assert code == 404
    assert "Open it first" in answer["message"]


async def test_a_copy_renamed_in_jupyter_is_followed(ask, copy, contents, item):
    assert (await contents("PATCH", PATH, {"path": "deep-learning/mine.ipynb"})).code == 200
    assert (await item())["path"] == "deep-learning/mine.ipynb"
    assert (await ask("POST", "open"))[1]["path"] == "deep-learning/mine.ipynb"


async def test_a_copy_is_followed_when_its_folder_is_renamed(ask, copy, contents, item):
    backup = (await ask("POST", "reset"))[1]["backup"]
    assert (await contents("PATCH", "deep-learning", {"path": "Mein Lernen"})).code == 200
    assert (await item())["path"] == "Mein Lernen/double-it.ipynb"
    moved = backup.replace("deep-learning", "Mein Lernen")
    assert [found["path"] for found in (await ask("GET", "backups"))[1]["backups"]] == [moved]


async def test_deleting_a_copy_in_jupyter_keeps_the_status(ask, copy, contents, patch_item, item):
    await patch_item("double-it", status="done")
    assert (await contents("DELETE", PATH)).code == 204
    assert (await item())["path"] is None
    assert (await item())["status"] == "done"
    assert (await ask("POST", "open"))[1]["created"]


async def test_files_that_are_no_copies_are_not_followed(ask, copy, contents, item, jp_root_dir):
    revision = (await item())["revision"]
    (jp_root_dir / "deep-learning" / "double-it.ipynb.txt").write_text("mine")
    assert (await contents("PATCH", "deep-learning/double-it.ipynb.txt", {"path": "other.txt"})).code == 200
    assert (await contents("DELETE", "other.txt")).code == 204
    assert (await item())["revision"] == revision


async def test_a_copy_moved_elsewhere_is_asked_for_and_located(ask, copy, jp_root_dir, item):
    (jp_root_dir / "archive").mkdir()
    copy.rename(jp_root_dir / "archive" / "old.ipynb")
    code, answer = await ask("POST", "open", missing="ask")
    assert (code, answer["code"]) == (409, "copy-missing")
    assert (await ask("POST", "reset"))[1]["code"] == "copy-missing"
    code, answer = await ask("POST", "locate", path="archive/old.ipynb")
    assert (code, answer["path"], answer["created"]) == (200, "archive/old.ipynb", False)
    assert (await item())["path"] == "archive/old.ipynb"
    assert (await ask("POST", "open", missing="ask"))[1]["path"] == "archive/old.ipynb"


async def test_a_new_copy_is_begun_instead_where_the_learner_wants_it(ask, copy, jp_root_dir):
    copy.rename(jp_root_dir / "old.ipynb")
    assert (await ask("POST", "open"))[1] == (await ask("POST", "open"))[1] | {"created": True}
    assert sources(copy)[1] == STARTER


async def test_only_a_copy_of_the_item_is_located(ask, copy, jp_root_dir, item):
    dump_notebook(jp_root_dir / "other.ipynb", notebook("other"))
    assert (await ask("POST", "locate", path="other.ipynb"))[0] == 409
    assert (await ask("POST", "locate", path="nowhere.ipynb"))[0] == 404
    assert (await ask("POST", "locate", path="../outside.ipynb"))[0] == 400
    assert (await item())["path"] == PATH


async def test_two_resets_at_once_keep_two_backups(ask, copy, jp_root_dir):
    before = copy.read_bytes()
    answers = await asyncio.gather(*(ask("POST", "reset") for _ in range(3)))
    backups = {answer["backup"] for _, answer in answers}
    assert len(backups) == 3
    assert before in [(jp_root_dir / backup).read_bytes() for backup in backups]


class TestOneSavesWhileItIsChanged:
    """The worst moment: between our last look at the copy and our write."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        jp_server_config["ServerApp"]["contents_manager_class"] = Meanwhile
        return jp_server_config

    @pytest.mark.parametrize("verb", ["reset", "update"])
    async def test_their_save_is_refused_and_can_be_made_again(self, ask, copy, curricula, jp_serverapp, verb):
        release(curricula, check="assert double(3) == 6")
        manager = jp_serverapp.contents_manager
        theirs = await manager.get(PATH, type="notebook")
        theirs["content"]["cells"][1]["source"] = "saved meanwhile"
        save = {"type": "notebook", "format": "json", "content": theirs["content"]}
        manager.meanwhile = lambda: manager.save(save, PATH)
        assert (await ask("POST", verb))[0] == 200
        assert manager.refused == [409]
        assert "saved meanwhile" not in copy.read_text()
        await manager.save(save, PATH)
        assert sources(copy)[1] == "saved meanwhile"

    async def test_a_save_that_is_under_way_comes_first(self, ask, copy, jp_serverapp, jp_root_dir):
        manager = jp_serverapp.contents_manager
        before = copy.read_bytes()
        jp_serverapp.extension_manager.extension_apps["dl_curriculum_ext"].copy().pop().saves.begins(PATH, {})
        code, answer = await ask("POST", "reset")
        assert (code, answer["code"]) == (409, "conflict")
        assert "Wait a moment" in answer["message"]
        assert copy.read_bytes() == before
        assert manager.refused == []


class Meanwhile(AsyncLargeFileManager):
    """Another client saves when the extension is about to write."""

    meanwhile = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.refused = []

    async def save(self, model, path=""):
        doing, self.meanwhile = (self.meanwhile, None) if path == PATH else (None, self.meanwhile)
        if doing is not None:
            try:
                await doing()
            except HTTPError as error:
                self.refused.append(error.status_code)
        return await super().save(model, path)
