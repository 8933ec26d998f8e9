"""What a run from a clean start costs: against Jupyter's own way to run a notebook, and for other requests."""

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

from lab_server import running_lab

from bench.client import CURRICULUM, Client, ms, timed
from bench.row import Row

ITEM = "net-from-scratch"
RUNS = 5
REQUESTS = 600
PAUSE = 0.02
"""Seconds between two looks, as long as a person's clicks are never apart."""


def rows(place: Path) -> list[Row]:
    home = place / "fresh"
    with running_lab(Path(sys.executable).parent / "jupyter", home) as lab:
        client = Client(lab.url)
        copy = home / "notebooks" / solved(client)
        return [run_row(client, copy), responsive_row(client)]


def solved(client: Client) -> str:
    """The path of a copy, made as learners get it, with the solution's cells in it."""
    opened = json.loads(client.send("POST", f"{CURRICULUM}/items/{ITEM}/open", {}))
    path = f"api/contents/{opened['path']}"
    content = client.get(path)["content"]
    solution = client.get(f"{CURRICULUM}/items/{ITEM}/solution")["notebook"]
    right = {cell["id"]: cell["source"] for cell in solution["cells"]}
    for cell in content["cells"]:
        cell["source"] = right[cell["id"]]
    client.send("PUT", path, {"type": "notebook", "content": content})
    return opened["path"]


def run_row(client: Client, copy: Path) -> Row:
    """The same file, from being asked for to its result; the two in turn, after one of each for warmth."""
    execute = [sys.executable, "-m", "jupyter", "execute", str(copy)]
    ours, theirs = [], []
    for round_ in range(-1, RUNS):
        fresh = timed(lambda: run(client))
        executed = timed(lambda: subprocess.run(execute, check=True, capture_output=True))
        if round_ >= 0:
            ours.append(fresh)
            theirs.append(executed)
    how = f"p50 {median(ours):.1f} s ÷ {median(theirs):.1f} s, '{ITEM}', {RUNS} each"
    return Row("fresh run ÷ jupyter execute", median(ours) / median(theirs), 1.1, how)


def responsive_row(client: Client) -> Row:
    """The slowest of a hundred looks at the progress, with runs going on and without, in turn."""
    busy, quiet = [], []
    while len(busy) < REQUESTS:
        started = start(client)
        looked = []
        while state(client, started) in ("queued", "running"):
            looked += look(client, 10)
        busy += looked
        quiet += look(client, len(looked))
    slow, usual = (quantiles(times, n=100)[98] for times in (busy, quiet))
    how = f"p99 {ms(slow)} ÷ {ms(usual)}, {len(busy)} each, p50 {ms(median(busy))} and {ms(median(quiet))}"
    return Row("GET progress during a fresh run ÷ without", slow / usual, 2, how)


def look(client: Client, times: int) -> list[float]:
    seconds = []
    for _ in range(times):
        time.sleep(PAUSE)
        seconds.append(timed(lambda: client.send("GET", f"{CURRICULUM}/progress")))
    return seconds


def run(client: Client) -> None:
    started = start(client)
    while (found := state(client, started)) in ("queued", "running"):
        time.sleep(PAUSE)
    if found != "passed":
        raise SystemExit(f"The fresh run of '{ITEM}' ended as '{found}', so its time says nothing.")


def start(client: Client) -> str:
    return json.loads(client.send("POST", f"{CURRICULUM}/items/{ITEM}/checks", {}))["run"]


def state(client: Client, run_id: str) -> str:
    return client.get(f"{CURRICULUM}/items/{ITEM}/checks/{run_id}")["state"]
