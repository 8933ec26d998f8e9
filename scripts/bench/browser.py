"""What a person waits for in the browser, with the extension against without it."""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median, quantiles

from lab_server import TOKEN, running_lab

from bench.row import Row

REPOSITORY = Path(__file__).resolve().parents[2]
WITHOUT = {
    "labconfig/page_config.json": {"disabledExtensions": {"dl-curriculum-ext": True}},
    "jupyter_server_config.d/off.json": {"ServerApp": {"jpserver_extensions": {"dl_curriculum_ext": False}}},
}


def rows(place: Path, rounds: int) -> list[Row]:
    return [weight_row(place), start_row(place, rounds), open_row(place, rounds), tick_row(place, 6 * rounds)]


def weight_row(place: Path) -> Row:
    """Kilobytes of JavaScript that a browser fetches of the extension before the panel is there, each file gzipped."""
    with running_lab(jupyter(), place / "weighing") as lab:
        (sizes,) = series("weigh", [lab.url], 1)
    return Row("gzipped bundle, what a start fetches", sum(sizes) / 1024, 60, f"{len(sizes)} files", "KB")


def start_row(place: Path, rounds: int) -> Row:
    """From the address entered to a launcher that can be clicked, two servers in turn."""
    bare = place / "bare"
    for name, content in WITHOUT.items():
        file = bare / "config" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content))
    with running_lab(jupyter(), place / "full") as full, running_lab(jupyter(), bare) as without:
        ours, theirs = measure("start", [full.url, without.url], rounds)
    return Row(
        "JupyterLab usable ÷ without us", ours / theirs, 1.03, f"p50 {ours:.0f} ms ÷ {theirs:.0f} ms, {rounds} each"
    )


def open_row(place: Path, rounds: int) -> Row:
    """From the click to the notebook's cells: the panel's title against the file browser's double click."""
    with running_lab(jupyter(), place / "opening") as lab:
        ours, theirs = measure("open", [lab.url], rounds)
    how = f"p50 {ours:.0f} ms ÷ {theirs:.0f} ms, {rounds} each"
    return Row("click to cells ÷ the file browser", ours / theirs, 1.1, how)


def tick_row(place: Path, rounds: int) -> Row:
    """From the end of a check cell in the learner's kernel to its new state in the panel."""
    with running_lab(jupyter(), place / "ticking", options=("--LabApp.expose_app_in_browser=True",)) as lab:
        (times,) = series("tick", [lab.url], rounds)
    *_, p95 = quantiles(times, n=20)
    how = f"p50 {median(times):.0f} ms, {rounds} runs"
    return Row("live tick visible after the cell ends, p95", p95, 150, how, "ms")


def measure(what: str, urls: list[str], rounds: int) -> tuple[float, float]:
    """Medians in milliseconds of two series that the browser took in turn."""
    first, second = series(what, urls, rounds)
    return median(first), median(second)


def series(what: str, urls: list[str], rounds: int) -> list[list[float]]:
    """What the browser measured, in milliseconds or bytes."""
    command = ["node", str(Path(__file__).with_name("browser.mjs")), what, str(rounds), TOKEN, *urls]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: list[list[float]] = json.loads(done.stdout)
    return found


def jupyter() -> Path:
    return Path(sys.executable).parent / "jupyter"
