"""The bundled exercises, as far as they can be judged without a kernel; `authoring run` executes them."""

import subprocess
import sys
from pathlib import Path

import pytest

from dl_curriculum_ext.authoring.check import check_source
from dl_curriculum_ext.authoring.mutants import load
from dl_curriculum_ext.authoring.reader import is_source, read

ROOT = Path(__file__).parents[1]
PACK = ROOT / "curriculum"
SOURCES = sorted(path for path in PACK.glob("stages/*/*.py") if is_source(path))
EXERCISES = [path for path in SOURCES if read(path).kind == "exercise"]


def stem(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", SOURCES, ids=stem)
def test_a_bundled_source_has_nothing_to_mend(path):
    assert [str(finding) for finding in check_source(read(path))] == []


@pytest.mark.parametrize("path", SOURCES, ids=stem)
def test_what_is_cut_from_a_bundled_source_is_formatted(path):
    notebooks = sorted(path.parent.glob(f"{path.stem}*.ipynb"))
    assert notebooks
    ruff = [sys.executable, "-m", "ruff", "format", "--diff", "--isolated", "--line-length", "120"]
    done = subprocess.run([*ruff, *map(str, notebooks)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", EXERCISES, ids=stem)
def test_every_bundled_exercise_is_held_by_at_least_six_wrong_solutions(path):
    """`make mutants` tries them."""
    assert len(load(ROOT / "tests" / "mutants" / path.name)) >= 6
