"""The log in a real SQLite database."""

import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from dl_curriculum_ext import journal
from dl_curriculum_ext.database import Database
from dl_curriculum_ext.errors import Forbidden, Unavailable
from dl_curriculum_ext.journal import Draft
from dl_curriculum_ext.migrations import MIGRATIONS
from dl_curriculum_ext.store import EventStore

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


class Clock:
    """Stands still unless it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_store(clock, tmp_path):
    """Opens the store as another process would; all are closed in the end."""
    opened = []

    def opening(name: str = "progress.sqlite") -> EventStore:
        database = Database(f"sqlite:///{tmp_path / 'data' / name}", clock, busy_seconds=0.1)
        opened.append(database)
        return EventStore(database, clock)

    yield opening
    for database in opened:
        database.close()


def mark(store: EventStore, item: str, status: str = "done", learner: str = "ada") -> None:
    store.append(learner, "small", lambda _: [Draft(item, journal.Marked(status=status))])


def test_what_was_appended_is_read_by_another_process(open_store):
    first, second = open_store(), open_store()
    mark(first, "read-this")
    assert second.read("ada", "small") == first.read("ada", "small")
    mark(second, "double-it")
    assert [event.item for event in first.read("ada", "small")] == ["read-this", "double-it"]


def test_a_mark_is_decided_on_what_another_process_added(open_store):
    first, second = open_store(), open_store()
    mark(first, "read-this")
    mark(second, "double-it")
    seen = []
    first.append("ada", "small", lambda log: seen.extend(event.item for event in log) or [])
    assert seen == ["read-this", "double-it"]


def test_no_mark_that_was_acknowledged_is_undone_by_a_power_cut(open_store, tmp_path):
    store = open_store()
    mark(store, "read-this")
    cleared = (tmp_path / "data" / "progress.sqlite-journal").read_bytes()[:28]
    assert cleared == bytes(28)
    synced = store.database.read(lambda connection: connection.exec_driver_sql("PRAGMA synchronous").scalar(), None)
    assert synced == 3  # EXTRA; from 2 on, FULL, SQLite syncs the cleared journal before it says that a commit is done


def test_an_unchanged_log_is_the_very_same_object(open_store):
    store = open_store()
    mark(store, "read-this")
    assert store.read("ada", "small") is store.read("ada", "small")


def test_learners_and_curricula_are_kept_apart(open_store):
    store = open_store()
    mark(store, "read-this", learner="ada")
    mark(store, "double-it", learner="grace")
    assert [event.item for event in store.read("ada", "small")] == ["read-this"]
    assert store.read("ada", "other") == ()


def test_two_learners_can_import_the_same_export(open_store, clock):
    store = open_store()
    mark(store, "read-this", learner="ada")
    lines = journal.to_lines(store.read("ada", "small"))
    added = store.merge("grace", journal.from_lines(lines, "grace", "small", clock()))
    assert len(added) == 1
    assert [event.item for event in store.read("grace", "small")] == ["read-this"]


def test_a_clock_set_back_loses_no_mark(open_store, clock):
    store = open_store()
    mark(store, "read-this", "started")
    clock.now = NOON - timedelta(days=400)
    mark(store, "read-this", "done")
    log = store.read("ada", "small")
    assert [event.data["status"] for event in log] == ["started", "done"]
    assert log[0].at < log[1].at
    assert open_store().read("ada", "small") == log


def test_events_of_one_change_keep_their_order(open_store):
    store = open_store()
    drafts = [Draft("look-back", journal.Written(str(number))) for number in range(50)]
    store.append("ada", "small", lambda _: drafts)
    assert [event.data["text"] for event in open_store().read("ada", "small")] == [str(n) for n in range(50)]


def test_merging_in_either_order_gives_the_same_log(open_store, clock):
    here, there = open_store("here"), open_store("there")
    mark(here, "read-this")
    clock.now += timedelta(hours=1)
    mark(there, "double-it")
    one, other = here.read("ada", "small"), there.read("ada", "small")
    here.merge("ada", other)
    there.merge("ada", one)
    assert here.read("ada", "small") == there.read("ada", "small")
    assert here.merge("ada", other) == ()


def test_a_change_that_is_refused_records_nothing(open_store):
    store = open_store()

    def refuse(log):
        yield Draft("read-this", journal.Marked(status="done"))
        raise Unavailable("no")

    with pytest.raises(Unavailable):
        store.append("ada", "small", lambda log: list(refuse(log)))
    assert store.read("ada", "small") == ()


def test_reading_makes_no_file(open_store, tmp_path):
    assert open_store().read("ada", "small") == ()
    assert not (tmp_path / "data").exists()


def test_a_new_file_is_whole_and_has_only_its_journal_beside_it(open_store, tmp_path):
    mark(open_store(), "read-this")
    assert {path.name for path in (tmp_path / "data").iterdir()} == {"progress.sqlite", "progress.sqlite-journal"}


def test_every_migration_is_applied_once(open_store, tmp_path):
    mark(open_store(), "read-this")
    mark(open_store(), "double-it")
    with sqlite3.connect(tmp_path / "data" / "progress.sqlite") as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM curriculum_migrations")]
    connection.close()
    assert names == [migration.__name__ for migration in MIGRATIONS]


def test_a_file_removed_under_the_server_begins_anew(open_store, tmp_path):
    store = open_store()
    mark(store, "read-this")
    (tmp_path / "data" / "progress.sqlite").unlink()
    assert store.read("ada", "small") == ()
    mark(store, "double-it")
    assert [event.item for event in open_store().read("ada", "small")] == ["double-it"]


def test_a_journal_goes_with_its_file_when_it_is_set_aside(open_store, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "progress.sqlite").write_bytes(b"not a database " * 100)
    (data / "progress.sqlite-journal").write_bytes(b"")
    store = open_store()
    store.read("ada", "small")
    names = sorted(path.name for path in data.iterdir())
    assert names[0] == "progress.sqlite.unreadable-20261122T120000Z"
    assert all(name.startswith("progress.sqlite.unreadable-20261122T120000Z") for name in names)
    assert store.database.set_aside() == (data / names[0],)


def test_the_journal_of_a_writer_that_died_is_rolled_back(open_store, tmp_path):
    store = open_store()
    mark(store, "read-this")
    store.database.close()
    file = tmp_path / "data" / "progress.sqlite"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA cache_size=1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE curriculum_events SET item = 'half-written'")
    connection.execute(
        "CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 2000) SELECT i, hex(randomblob(200)) AS noise FROM n"
    )
    died = tmp_path / "died"
    died.mkdir()
    for part in (file, Path(f"{file}-journal")):
        (died / part.name).write_bytes(part.read_bytes())
    connection.close()
    for part in died.iterdir():
        (file.parent / part.name).write_bytes(part.read_bytes())
    assert [event.item for event in open_store().read("ada", "small")] == ["read-this"]


@pytest.mark.parametrize("url", ["nonsense", "nonsense://x", "mssql+nothing://x"])
def test_a_setting_that_names_no_database_says_which_setting(clock, url):
    with pytest.raises(Unavailable, match="database_url"):
        Database(url, clock)


def test_a_database_that_cannot_be_reached_is_told_and_nothing_made(clock, tmp_path):
    database = Database(f"sqlite:///file:{tmp_path}/none/such.sqlite?uri=true&mode=rw", clock)
    with pytest.raises(Forbidden, match="database_url"):
        EventStore(database, clock).read("ada", "small")
    assert list(tmp_path.iterdir()) == []
