"""Running solutions with several seeds, and the page that says what came of it."""

import json
from pathlib import Path

import pytest
from sources import SOFTMAX, write_sources

from dl_curriculum_ext.authoring import calibration_page
from dl_curriculum_ext.authoring.__main__ import main
from dl_curriculum_ext.authoring.calibrate import Calibration, Figure

SEEDED = (
    SOFTMAX.replace("SCORES = [1.0, 2.0, 3.0]", "SEED = 0\nSCORES = [1.0, 2.0, 3.0 + SEED]")
    + """
# %% [markdown] id="score-about"
# The result.

# %% id="score"
from IPython.display import display

result = {"name": "largest share", "value": softmax(SCORES)[2], "unit": "", "at_least": 0.6}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)
"""
)


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "small"


def calibrate(pack: Path, source: str, *options: str) -> int:
    written = pack / "stages" / "basics" / "softmax.py"
    if written.exists():
        written.write_text(source, encoding="utf-8")
    else:
        written = write_sources(pack, source)
    assert main(["build", "--pack", "small", str(written)]) == 0
    (pack.parent / "docs").mkdir(exist_ok=True)
    return main(["calibrate", "--pack", "small", "--seeds", "2", "-j", "1", *options, str(written)])


@pytest.mark.slow
def test_each_seed_is_run_and_what_it_reached_is_written_down(pack, capsys):
    assert calibrate(pack, SEEDED) == 0
    (row,) = [line for line in (pack.parent / "docs" / "exercises.md").read_text().splitlines() if "softmax" in line]
    assert "| `softmax` | largest share | ≥ 0.6 | 0.6652 | 0.7545 | 0.6652 · 0.8438 |" in row
    kept = json.loads((pack.parent / "docs" / "calibration.json").read_text())["softmax"]
    assert len(kept["cpu_seconds"]) == 2
    capsys.readouterr()
    # Prose has no part in what a solution reaches; code has.
    assert calibrate(pack, SEEDED.replace("Look at it.", "Look well at it.")) == 0
    assert "unchanged since" in capsys.readouterr().out
    assert calibrate(pack, SEEDED.replace("plt.show()", "plt.show()\nplt.close()")) == 0
    assert "unchanged since" not in capsys.readouterr().out


@pytest.mark.slow
def test_a_seed_with_which_a_check_fails_is_named(pack):
    strict = SEEDED.replace("assert abs(total - 1) < 1e-9", "assert SEED == 0")
    assert calibrate(pack, strict) == 1
    assert "- `softmax`, seed 1: softmax-softmax-sum" in (pack.parent / "docs" / "exercises.md").read_text()


def test_a_notebook_without_a_seed_is_told_to_have_one(pack, capsys):
    assert calibrate(pack, SOFTMAX) == 1
    assert "no line 'SEED = 0'" in capsys.readouterr().err


def test_what_another_run_kept_meanwhile_stays_in_the_record(tmp_path):
    one, other = (
        Calibration(item=item, code="", figures=(), failed=((),), cpu_seconds=(1.0,)) for item in ("softmax", "other")
    )
    for calibrated in (one, other):
        calibration_page.keep(tmp_path, calibrated, ["other", "softmax"])
    assert calibration_page.read_record(tmp_path) == {"other": other, "softmax": one}
    assert "`softmax`" in (tmp_path / "exercises.md").read_text()


def test_the_worst_seed_is_the_nearest_to_what_is_asked():
    assert Figure(name="accuracy", values=(0.9, 0.8), at_least=0.7).worst == 0.8
    assert Figure(name="loss", values=(2.1, 2.0), at_most=2.2).worst == 2.1
    assert Figure(name="steps", values=(7.0,)).worst is None


def test_an_exercise_without_figures_still_has_its_time():
    told = Calibration(item="softmax", code="", figures=(), failed=((), ()), cpu_seconds=(1.0, 3.0))
    assert "| `softmax` | | | | | | 2 (3) |" in calibration_page.page({"softmax": told})
