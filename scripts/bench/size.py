"""What the extension weighs: the bundle that a browser loads, and the import that a server start pays."""

import gzip
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.row import Row

REPOSITORY = Path(__file__).resolve().parents[2]
STARTS = 15
TIMER = """
import time, jupyter_server.serverapp, jupyterlab.labapp
start = time.perf_counter()
{statement}
print(time.perf_counter() - start)
"""


def import_row() -> Row:
    """Milliseconds that importing the extension adds to what a Lab server has imported already."""
    seconds = median(float(run(TIMER.format(statement="import dl_curriculum_ext.extension"))) for _ in range(STARTS))
    return Row("import of the server extension", seconds * 1000, 80, f"median of {STARTS} fresh processes", "ms")


def bundle_row() -> Row:
    """Kilobytes of JavaScript that the extension has, also what is fetched when it is asked for, each file gzipped."""
    files = sorted((REPOSITORY / "dl_curriculum_ext" / "labextension" / "static").glob("*.js"))
    size = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
    return Row("gzipped bundle, all chunks", size / 1024, 60, f"{len(files)} files", "KB")


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
