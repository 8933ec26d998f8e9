"""The Connect Four net that comes with the exercise is small, says how it was made, and can play."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest

REPOSITORY = Path(__file__).parents[1]
STAGE = REPOSITORY / "curriculum/stages/deep-reinforcement-learning"


@pytest.fixture(scope="module")
def script():
    pytest.importorskip("torch")
    spec = importlib.util.spec_from_file_location("train_connect_four", REPOSITORY / "scripts/train_connect_four.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_connect_four"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["train_connect_four"]


@pytest.fixture(scope="module")
def record():
    return json.loads(str(np.load(STAGE / "connect_four.npz")["record"]))


def test_the_file_is_small_and_holds_nothing_but_arrays():
    file = STAGE / "connect_four.npz"
    assert file.stat().st_size < 200_000
    with np.load(file, allow_pickle=False) as stored:
        assert all(stored[name].dtype == np.float16 for name in stored.files if name != "record")


@pytest.mark.slow
def test_it_was_made_by_the_script_as_it_stands(script, record):
    assert (record["seed"], record["net"], record["settings"]) == (script.SEED, script.NET, script.SETTINGS)
    assert record["rounds"] == len(record["losses"]) == script.ROUNDS
    assert record["games"] == script.ROUNDS * script.SETTINGS["games"]


def test_every_pairing_of_the_tournament_played_every_opening_on_both_sides():
    table = json.loads((STAGE / "connect_four.json").read_text("utf-8"))
    assert [len(row) for row in table["results"]] == [len(table["opponents"])] * len(table["players"])
    assert all(sum(result) == 98 for row in table["results"] for result in row)


@pytest.mark.slow
def test_the_net_beats_a_player_who_always_takes_the_first_free_column(script, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    exercise = script.solved_exercise()
    net = script.trained_net(exercise)
    game = exercise.CONNECT_FOUR
    result = exercise.match(
        game,
        exercise.net_player(net, game, 50),
        lambda boards, histories: game.legal(boards).argmax(axis=1),
        np.arange(7)[:, None],
    )
    assert result == (14, 0, 0)
