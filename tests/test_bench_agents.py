"""The bench's agents: reference solutions by the ids of their cells, and a peer that may be missing."""

import json
import sys
from pathlib import Path

import pytest

from dl_curriculum_ext.authoring.reader import read

ROOT = Path(__file__).parents[1]


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from bench import __main__, agents

    return agents, __main__


def test_every_cell_that_the_bench_takes_from_a_solution_is_there(bench):
    agents, _ = bench
    for item, cells in [("actor-critic", agents.PPO_CELLS), ("deep-q-network", agents.DQN_CELLS)]:
        slugs = [cell.slug for cell in read(agents.STAGE / f"{item}.py").cells]
        assert [cell for cell in slugs if cell in cells] == list(cells)


def test_a_missing_peer_is_told_with_how_to_install_it_and_other_rows_go_on(bench, monkeypatch, tmp_path, capsys):
    _, main = bench
    monkeypatch.setitem(sys.modules, "stable_baselines3", None)
    record = tmp_path / "bench.json"
    monkeypatch.setattr(sys, "argv", ["bench", "--only", "agents", "--only", "pong", "--json", str(record)])
    main.main()
    assert "agents: Stable-Baselines3 is not installed. Install it with:" in capsys.readouterr().out
    assert [row["what"] for row in json.loads(record.read_text())] == ["a step of Mini-Pong"]
