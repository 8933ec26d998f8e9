"""A JupyterLab of its own folders, started as a process, for trying and measuring."""

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TOKEN = "secret"
START_SECONDS = 120


@dataclass(frozen=True)
class LabServer:
    """A running server: its address with a closing slash, and its process."""

    url: str
    process: subprocess.Popen

    def get(self, path: str) -> bytes:
        return send(f"{self.url}{path}")


def own_folders(home: Path) -> dict[str, str]:
    """Environment variables that keep Jupyter's configuration, data and runtime files under ``home``."""
    return {f"JUPYTER_{kind.upper()}_DIR": str(home / kind) for kind in ("config", "data", "runtime")}


@contextmanager
def running_lab(
    jupyter: Path, home: Path, environment: Mapping[str, str] | None = None, options: tuple[str, ...] = ()
) -> Iterator[LabServer]:
    """Starts ``jupyter lab`` with everything it keeps under ``home``; yields it once it answers, stops it after."""
    environment = dict(environment if environment is not None else os.environ) | own_folders(home)
    root = home / "notebooks"
    root.mkdir(parents=True, exist_ok=True)
    log = (home / "server.log").open("w+")
    command = [str(jupyter), "lab", "--no-browser", "--allow-root", "--port=0", f"--IdentityProvider.token={TOKEN}"]
    command += [f"--ServerApp.root_dir={root}", *options]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield LabServer(wait_until_answering(process, home), process)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def wait_until_answering(process: subprocess.Popen, home: Path) -> str:
    """The server's address, from the file that it writes once it listens."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"JupyterLab stopped at start:\n{(home / 'server.log').read_text()}")
        for file in (home / "runtime").glob("jpserver-*.json"):
            try:
                url = json.loads(file.read_text())["url"]
                send(f"{url}api/status")
            except (OSError, ValueError):
                continue
            return url
        time.sleep(0.1)
    raise SystemExit(f"JupyterLab did not answer within {START_SECONDS} s:\n{(home / 'server.log').read_text()}")


def send(url: str, method: str = "GET", body: object = None) -> bytes:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read()
