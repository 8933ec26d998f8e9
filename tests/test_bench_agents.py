"""The bench's agents: reference solutions by the ids of their cells, and a peer that may be missing."""

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


def test_where_the_peer_is_missing_each_row_says_how_to_install_it(bench, monkeypatch):
    agents, main = bench
    monkeypatch.setitem(sys.modules, "stable_baselines3", None)
    rows = agents.rows()
    assert [row.as_json()["met"] for row in rows] == [None, None]
    table = main.table(rows)
    assert table.count("pip install -c constraints.txt stable-baselines3") == 2
    assert "nan" not in table
