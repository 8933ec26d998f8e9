"""What the server extension's answers cost, against the server's own status and a bare SQLite insert."""

import os
import sqlite3
import sys
from datetime import datetime, timezone
from itertools import cycle
from pathlib import Path

from lab_server import running_lab

from bench.client import CURRICULUM, Client, ms, side_by_side
from bench.row import Row
from dl_curriculum_ext import changes
from dl_curriculum_ext.answers import ItemPatch
from dl_curriculum_ext.catalog import Catalog
from dl_curriculum_ext.database import Database
from dl_curriculum_ext.fold import Fold
from dl_curriculum_ext.store import EventStore

ROUNDS = 300
MARKS = 200
REPOSITORY = Path(__file__).resolve().parents[2]


def rows(place: Path) -> list[Row]:
    return [*http_rows(place), log_row(place)]


def http_rows(place: Path) -> list[Row]:
    """Until the last byte of the answer came. A mark is answered with the whole progress, once it is on disk."""
    home = place / "server"
    with running_lab(Path(sys.executable).parent / "jupyter", home) as lab:
        client = Client(lab.url)
        item = client.get(CURRICULUM)["stages"][0]["items"][0]["id"]
        statuses = cycle(("done", "todo"))

        def mark() -> None:
            client.send("PATCH", f"{CURRICULUM}/items/{item}", {"status": next(statuses)})

        def status() -> None:
            client.send("GET", "api/status")

        mark()
        read, stood = side_by_side(ROUNDS, lambda: client.send("GET", f"{CURRICULUM}/progress"), status)
        marked, inserted, same, kept, stood_then = side_by_side(MARKS, mark, *inserts(home / "data"), status)
    how = f"p50 {ms(marked)} ÷ {ms(inserted)}, {MARKS} each; {promises(same, kept)}"
    return [
        Row("GET progress ÷ GET /api/status", read / stood, 1.5, f"p50 {ms(read)} ÷ {ms(stood)}, {ROUNDS} each"),
        Row("durable mark, over HTTP ÷ bare SQLite insert", marked / inserted, 2, how),
        Row(
            "durable mark, over HTTP ÷ GET /api/status and a bare insert",
            marked / (stood_then + inserted),
            2,
            f"p50 {ms(marked)} ÷ ({ms(stood_then)} + {ms(inserted)}): an insert would have to come over HTTP as well",
        ),
    ]


def log_row(place: Path) -> Row:
    """What making a mark durable costs by itself: decided, folded and stored, without the way there over HTTP."""

    def now() -> datetime:
        return datetime.now(timezone.utc)

    packs = place / "packs"
    packs.mkdir()
    (packs / "deep-learning").symlink_to(REPOSITORY / "curriculum")
    pack = Catalog(lambda: [packs]).pack("deep-learning")
    item = next(iter(pack.items()))[1]
    database = Database(f"sqlite:///{place / 'log.sqlite'}", now)
    store, fold = EventStore(database, now), Fold(pack)
    status = cycle(("done", "todo"))

    def mark() -> None:
        patch = ItemPatch(status=next(status))
        _, added = store.append("ada", pack.name, lambda log: list(changes.of_item(item, fold.items[item.id], patch)))
        fold.apply(added)

    mark()
    marked, inserted, same, kept = side_by_side(MARKS, mark, *inserts(place))
    database.close()
    how = f"p50 {ms(marked)} ÷ {ms(inserted)}, {MARKS} each; {promises(same, kept)}"
    return Row("durable mark, without HTTP ÷ bare SQLite insert", marked / inserted, 2, how)


def inserts(folder: Path) -> list["BareInsert"]:
    """As SQLite comes, which a power cut may undo; with a mark's promise, the journal removed or kept as ours is."""
    modes = (("DELETE", "FULL"), ("DELETE", "EXTRA"), ("PERSIST", "EXTRA"))
    return [BareInsert(folder / f"{journal}-{synced}.sqlite", journal, synced) for journal, synced in modes]


def promises(same: float, kept: float) -> str:
    return (
        f"the insert is as SQLite comes (DELETE, FULL), which a power cut may still undo; one that it cannot: "
        f"{ms(same)} (DELETE, EXTRA) or {ms(kept)} (PERSIST, EXTRA, as ours)"
    )


class BareInsert:
    """One insert and one commit into a table of its own, synced as SQLite's settings say, no WAL."""

    def __init__(self, file: Path, journal: str, synced: str) -> None:
        self.database = sqlite3.connect(file, isolation_level=None)
        self.database.execute(f"PRAGMA journal_mode={journal}")
        self.database.execute(f"PRAGMA synchronous={synced}")
        self.database.execute("CREATE TABLE event (uuid TEXT PRIMARY KEY, data TEXT)")

    def __call__(self) -> None:
        self.database.execute("INSERT INTO event VALUES (?, ?)", (os.urandom(16).hex(), '{"status": "done"}'))
