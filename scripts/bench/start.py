"""What the extension adds to the start of a server, until it answers."""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil
from lab_server import TOKEN, own_folders

from bench.row import Row

STARTS = 9
ANSWER_SECONDS = 120


def rows(place: Path) -> list[Row]:
    """Started in turn with the extension and without, so that both meet the same machine."""
    starts: dict[bool, list[Start]] = {True: [], False: []}
    for number in range(STARTS + 1):
        for with_extension, seen in starts.items():
            took = start(place / f"start-{number}-{with_extension}", with_extension)
            # The first of each reads everything from the disk.
            if number:
                seen.append(took)
    cpu, wall = (
        {key: median(getattr(one, what) for one in seen) for key, seen in starts.items()} for what in Start._fields
    )
    how = f"median CPU {cpu[True]:.2f} s ÷ {cpu[False]:.2f} s ({wall[True]:.2f} ÷ {wall[False]:.2f} by the clock), "
    return [Row("server start with the extension ÷ without", cpu[True] / cpu[False], 1.03, f"{how}{STARTS} each")]


class Start(NamedTuple):
    """Seconds; by the clock they differ more from one start to the next than an extension could make them."""

    cpu: float
    wall: float


def start(home: Path, with_extension: bool) -> Start:
    """``jupyter lab`` until its port is open, which is after every extension was loaded."""
    root = home / "notebooks"
    root.mkdir(parents=True)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}"]
    command += [f"--ServerApp.jpserver_extensions=dl_curriculum_ext={with_extension}"]
    with (home / "server.log").open("wb") as log:
        began = time.perf_counter()
        process = subprocess.Popen(command, env=os.environ | own_folders(home), stdout=log, stderr=log)
        try:
            wall = listening(process, home) - began
            used = psutil.Process(process.pid).cpu_times()
            return Start(used.user + used.system, wall)
        finally:
            process.terminate()
            process.wait()


def listening(process: subprocess.Popen, home: Path) -> float:
    """When the server wrote the file that it writes once it listens."""
    end = time.perf_counter() + ANSWER_SECONDS
    while time.perf_counter() < end and process.poll() is None:
        if any((home / "runtime").glob("jpserver-*.json")):
            return time.perf_counter()
        time.sleep(0.002)
    raise SystemExit(f"The server did not start:\n{(home / 'server.log').read_text()}")
