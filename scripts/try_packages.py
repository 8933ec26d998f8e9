"""Installs the project as a person would, from its folder and from its sdist, and sees that JupyterLab shows it.

Neither install may find Node on the machine, and neither needs a further step after ``pip install``.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
MADE_BY_WORK = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "lib", "labextension", ".cache", "build", "dist", "*.egg-info", "__pycache__"
)
START_SECONDS = 120


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source = place / "source"
        shutil.copytree(REPOSITORY, source, ignore=MADE_BY_WORK)
        try_install("its folder", source, place / "from-folder")
        sdist = build_sdist(source, place / "dist")
        try_install("its sdist", sdist, place / "from-sdist")


def build_sdist(source: Path, into: Path) -> Path:
    run([sys.executable, "-m", "build", "--sdist", "--outdir", str(into), str(source)], os.environ)
    [sdist] = into.glob("*.tar.gz")
    return sdist


def try_install(what: str, source: Path, place: Path) -> None:
    """Makes an environment in ``place``, installs ``source`` there and asks a started JupyterLab for the curriculum."""
    started = time.monotonic()
    venv.create(place / "env", with_pip=True)
    environment = isolated(place)
    python = str(place / "env" / "bin" / "python")
    run([python, "-m", "pip", "install", "-q", "-c", str(REPOSITORY / "constraints.txt"), str(source)], environment)
    answer = ask_lab(place, environment)
    [curriculum] = answer["curricula"]
    assert curriculum["name"] == "deep-learning", answer
    assert curriculum["stages"] == 6, answer
    assert answer["problems"] == [], answer
    print(f"installed from {what} and served {curriculum['items']} items: {time.monotonic() - started:.0f} s")


def isolated(place: Path) -> dict[str, str]:
    """An environment whose PATH holds the new environment and a shell's tools, but no Node."""
    tools = place / "tools"
    tools.mkdir(parents=True)
    for name in ("sh", "env", "git", "uname", "cat", "ls", "mkdir", "rm", "cp", "sed", "dirname", "basename"):
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(found)
    home = place / "home"
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON"))}
    return environment | {
        "PATH": f"{place / 'env' / 'bin'}{os.pathsep}{tools}",
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
    }


def ask_lab(place: Path, environment: dict[str, str]) -> dict:
    """Starts JupyterLab, sees that it lists the labextension, and returns its answer to ``GET curricula``."""
    root = place / "notebooks"
    root.mkdir()
    command = [str(place / "env" / "bin" / "jupyter"), "lab", "--no-browser", "--allow-root", "--port=0"]
    lab = subprocess.Popen(
        [*command, "--IdentityProvider.token=secret", f"--ServerApp.root_dir={root}"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        base = wait_for_server(lab, Path(environment["JUPYTER_RUNTIME_DIR"]))
        page = fetch(f"{base}lab").decode()
        assert '"name": "dl-curriculum-ext"' in page, "JupyterLab's page does not load the labextension"
        return json.loads(fetch(f"{base}dl-curriculum/curricula"))
    finally:
        lab.terminate()
        lab.communicate(timeout=30)


def wait_for_server(lab: subprocess.Popen, runtime: Path) -> str:
    """The server's address, from the file that it writes once it listens."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if lab.poll() is not None:
            raise SystemExit(f"JupyterLab stopped at start:\n{lab.stderr.read()}")
        for file in runtime.glob("jpserver-*.json"):
            try:
                url = json.loads(file.read_text())["url"]
                fetch(f"{url}api/status")
            except (OSError, ValueError):
                continue
            return url
        time.sleep(0.2)
    raise SystemExit(f"JupyterLab did not answer within {START_SECONDS} s")


def fetch(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"Authorization": "token secret"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.read()


def run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


if __name__ == "__main__":
    main()
