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
import venv
from pathlib import Path

from lab_server import running_lab

REPOSITORY = Path(__file__).resolve().parent.parent
MADE_BY_WORK = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "lib", "labextension", ".cache", "build", "dist", "*.egg-info", "__pycache__"
)


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
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON"))}
    return environment | {"PATH": f"{place / 'env' / 'bin'}{os.pathsep}{tools}"}


def ask_lab(place: Path, environment: dict[str, str]) -> dict:
    """Starts JupyterLab, sees that it loads the labextension, and returns its answer to ``GET curricula``."""
    with running_lab(place / "env" / "bin" / "jupyter", place / "home", environment) as lab:
        page = lab.get("lab").decode()
        assert '"name": "dl-curriculum-ext"' in page, "JupyterLab's page does not load the labextension"
        return json.loads(lab.get("dl-curriculum/curricula"))


def run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


if __name__ == "__main__":
    main()
