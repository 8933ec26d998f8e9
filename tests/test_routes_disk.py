"""What the disk can do to the progress, and what the learner is told."""

import json
import sqlite3
import subprocess
import sys
from contextlib import contextmanager

import pytest
from sqlalchemy import event

LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(f"BEGIN {sys.argv[2]}")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked_elsewhere(file, how="EXCLUSIVE"):
    """Another process holds the database for itself or, with IMMEDIATE, lets others read it only."""
    command = [sys.executable, "-c", LOCK, str(file), how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as it:
        assert it.stdout.readline() == b"locked\n"
        yield
        it.stdin.close()


async def progress(call):
    return json.loads((await call("GET", "curricula", "small", "progress")).body)


@pytest.mark.parametrize("left", [0, 50, 5000, "half"])
async def test_a_truncated_database_is_set_aside_and_the_learner_told_where(call, patch_item, database_file, left):
    database_file.parent.mkdir(parents=True)
    with sqlite3.connect(database_file) as connection:
        connection.execute("CREATE TABLE other (text)")
        connection.executemany("INSERT INTO other VALUES (?)", [("x" * 1000,)] * 100)
    connection.close()
    whole = database_file.read_bytes()
    damaged = whole[: len(whole) // 2 if left == "half" else left]
    database_file.write_bytes(damaged)
    answer = await progress(call)
    (aside,) = database_file.parent.glob("progress.sqlite.unreadable-*Z")
    assert aside.read_bytes() == damaged
    assert any(str(aside) in notice for notice in answer["notices"])
    marked = await patch_item("read-this", status="done")
    assert marked["items"]["read-this"]["status"] == "done"
    assert marked["notices"] == answer["notices"]
    aside.unlink()
    assert (await progress(call))["notices"] == []


async def test_a_database_damaged_while_the_server_runs_is_set_aside_and_the_mark_kept(call, patch_item, database_file):
    await patch_item("read-this", status="done")
    database_file.write_bytes(b"no database at all, and longer than a header of one hundred bytes" * 10)
    answer = await patch_item("double-it", status="done")
    assert answer["items"]["double-it"]["status"] == "done"
    assert answer["items"]["read-this"]["status"] == "todo"
    assert len(answer["notices"]) == 1


async def test_two_damaged_files_in_one_second_are_both_kept(call, patch_item, database_file):
    database_file.parent.mkdir(parents=True)
    for damage in (b"one" * 100, b"two" * 100):
        database_file.write_bytes(damage)
        await progress(call)
    kept = sorted(path.read_bytes() for path in database_file.parent.glob("progress.sqlite.unreadable-*Z"))
    assert kept == [b"one" * 100, b"two" * 100]


async def test_a_database_of_a_newer_version_is_left_as_it_is(call, patch_item, database_file):
    await patch_item("read-this", status="done")
    with sqlite3.connect(database_file) as connection:
        connection.execute("INSERT INTO curriculum_migrations VALUES ('m999_from_later', '2030')")
    connection.close()
    # Another file under the name, as after an upgrade or a restored backup, is opened and inspected anew.
    copy = database_file.with_name("copy")
    copy.write_bytes(database_file.read_bytes())
    copy.replace(database_file)
    before = database_file.read_bytes()
    for response in (
        await call("GET", "curricula", "small", "progress"),
        await call("PATCH", "curricula", "small", "items", "double-it", body={"status": "done"}),
    ):
        assert response.code == 503
        assert "newer version" in json.loads(response.body)["message"]
    assert database_file.read_bytes() == before
    assert list(database_file.parent.glob("*unreadable*")) == []


async def test_a_database_locked_by_another_process_is_left_as_it_is(call, patch_item, database_file):
    await patch_item("read-this", status="done")
    with locked_elsewhere(database_file):
        refused = await call("PATCH", "curricula", "small", "items", "double-it", body={"status": "done"})
    assert refused.code == 503
    assert "in use by another program" in json.loads(refused.body)["message"]
    assert list(database_file.parent.glob("*unreadable*")) == []
    answer = await patch_item("double-it", status="done")
    assert answer["items"]["read-this"]["status"] == "done"


async def test_a_reset_that_cannot_be_recorded_says_that_the_notebook_is_another(call, database_file, jp_root_dir):
    await call("POST", "curricula", "small", "items", "double-it", "open", body={})
    with locked_elsewhere(database_file, "IMMEDIATE"):
        refused = await call("POST", "curricula", "small", "items", "double-it", "reset", body={})
    assert refused.code == 503
    (backup,) = (jp_root_dir / "deep-learning" / "backups").iterdir()
    message = json.loads(refused.body)["message"]
    assert message.startswith(f"Your notebook was changed and kept as it was in 'deep-learning/backups/{backup.name}'")
    listed = await call("GET", "curricula", "small", "items", "double-it", "backups")
    assert [kept["path"] for kept in json.loads(listed.body)["backups"]] == [f"deep-learning/backups/{backup.name}"]


async def test_a_full_disk_is_said_and_nothing_is_recorded(call, patch_item, database_file, jp_serverapp):
    await patch_item("read-this", status="done")
    service = jp_serverapp.web_app.settings["dl_curriculum_ext"].service
    engine = service._store.database._engine
    # SQLite's own limit on a file's pages raises the very error that a full disk does.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1"))
    response = await call("PATCH", "curricula", "small", "items", "look-back", body={"text": "x" * 50_000})
    answer = json.loads(response.body)
    assert (response.code, answer["code"]) == (507, "disk-full")
    assert "Free some space" in answer["message"]
    assert (await progress(call))["items"]["look-back"]["text"] == ""


async def test_a_home_that_cannot_be_written_still_shows_the_progress(call, patch_item, database_file, opened_up):
    await patch_item("read-this", status="done")
    database_file.chmod(0o444)
    database_file.parent.chmod(0o555)
    with opened_up():
        assert (await progress(call))["items"]["read-this"]["status"] == "done"
        response = await call("PATCH", "curricula", "small", "items", "double-it", body={"status": "done"})
    answer = json.loads(response.body)
    assert (response.code, answer["code"]) == (403, "forbidden")
    assert "writable" in answer["message"]


async def test_a_home_without_a_database_that_cannot_be_written_shows_empty_progress(call, opened_up):
    with opened_up():
        assert (await progress(call))["totals"]["done"] == 0
        response = await call("PATCH", "curricula", "small", "items", "double-it", body={"status": "done"})
    assert response.code == 403


async def test_marks_that_another_process_makes_are_seen(call, patch_item, database_file):
    await patch_item("read-this", status="done")
    with sqlite3.connect(database_file) as connection:
        connection.execute(
            "INSERT INTO curriculum_events (learner, uuid, curriculum, item, kind, at, data) SELECT learner, "
            "'00000000-0000-4000-8000-000000000000', curriculum, 'double-it', kind, at, data FROM curriculum_events"
        )
    connection.close()
    assert (await progress(call))["items"]["double-it"]["status"] == "done"
