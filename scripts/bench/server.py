"""What the server extension's answers cost, against the server's own status and a bare SQLite insert."""

import http.client
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone
from itertools import cycle
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from lab_server import TOKEN, running_lab

from bench.row import Row
from dl_curriculum_ext import changes
from dl_curriculum_ext.answers import ItemPatch
from dl_curriculum_ext.catalog import Catalog
from dl_curriculum_ext.database import Database
from dl_curriculum_ext.fold import Fold
from dl_curriculum_ext.store import EventStore

ROUNDS = 300
MARKS = 100
REPOSITORY = Path(__file__).resolve().parents[2]
CURRICULUM = "dl-curriculum/curricula/deep-learning"


def rows(place: Path) -> list[Row]:
    with running_lab(Path(sys.executable).parent / "jupyter", place / "server") as lab:
        client = Client(lab.url)
        item = client.get(f"{CURRICULUM}")["stages"][0]["items"][0]["id"]
        marks = [
            lambda: client.patch(f"{CURRICULUM}/items/{item}", {"status": "done"}),
            lambda: client.patch(f"{CURRICULUM}/items/{item}", {"status": "todo"}),
        ]
        for mark in marks:
            mark()
        progress, status = side_by_side(
            ROUNDS, lambda: client.get(f"{CURRICULUM}/progress"), lambda: client.get("api/status")
        )
        insert = BareInsert(place / "server" / "data" / "bare.sqlite")
        state = iter(range(10**9))
        marked, inserted = side_by_side(MARKS, lambda: marks[next(state) % 2](), insert)
    return [
        Row(
            "GET progress ÷ GET /api/status",
            progress / status,
            1.5,
            f"p50 {ms(progress)} ÷ {ms(status)}, {ROUNDS} each",
        ),
        log_row(place),
        Row(
            "mark over HTTP ÷ GET /api/status and a bare insert",
            marked / (status + inserted),
            2,
            f"p50 {ms(marked)} ÷ ({ms(status)} + {ms(inserted)}), {MARKS} each",
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
    marked, inserted = side_by_side(MARKS, mark, BareInsert(place / "bare.sqlite"))
    database.close()
    return Row(
        "durable mark ÷ bare SQLite insert", marked / inserted, 2, f"p50 {ms(marked)} ÷ {ms(inserted)}, {MARKS} each"
    )


class Client:
    """One kept-alive connection, as a browser has it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port)
        self.base = parts.path
        self.headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}

    def get(self, path: str) -> dict:
        return self.send("GET", path, None)

    def patch(self, path: str, body: dict) -> dict:
        return self.send("PATCH", path, json.dumps(body))

    def send(self, method: str, path: str, body: str | None) -> dict:
        self.connection.request(method, self.base + path, body, self.headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status >= 400:
            raise SystemExit(f"{method} {path}: {response.status} {text.decode()}")
        return json.loads(text)


class BareInsert:
    """The least that makes a row durable: one insert, one commit, synchronous=FULL, no WAL."""

    def __init__(self, file: Path) -> None:
        self.database = sqlite3.connect(file, isolation_level=None)
        self.database.execute("PRAGMA journal_mode=DELETE")
        self.database.execute("PRAGMA synchronous=FULL")
        self.database.execute("CREATE TABLE event (uuid TEXT PRIMARY KEY, data TEXT)")

    def __call__(self) -> None:
        self.database.execute("INSERT INTO event VALUES (?, ?)", (os.urandom(16).hex(), '{"status": "done"}'))


def side_by_side(rounds: int, one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Medians in seconds of two calls, taken in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for call, seconds in zip((one, other), times, strict=True):
            start = time.perf_counter()
            call()
            seconds.append(time.perf_counter() - start)
    return median(times[0]), median(times[1])


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
