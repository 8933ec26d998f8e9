"""Trains the Connect Four net that comes with the exercise ``alphago-zero``, by that exercise's own solved cells.

    python scripts/train_connect_four.py train --minutes 8     # again and again: it goes on where it stopped
    python scripts/train_connect_four.py tournament            # against OpenSpiel's tree search, which has no net

Training ends after ROUNDS rounds; a stop and a start in between change nothing. What a run needs to go on lies in
``.cache/connect-four.pt``. The weights, and how they came about, go to ``connect_four.npz`` beside the exercise, the
results to ``connect_four.json``.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch

from dl_curriculum_ext.authoring.build import solution_text
from dl_curriculum_ext.authoring.reader import read

REPOSITORY = Path(__file__).resolve().parent.parent
STAGE = REPOSITORY / "curriculum/stages/deep-reinforcement-learning"
STATE = REPOSITORY / ".cache/connect-four.pt"
CELLS = ["setup", "parameters", "net", "puct", "trees", "backup", "search", "shares", "outcomes", "play", "losses"]
CELLS += ["learn", "tower", "players"]
SEED = 0
ROUNDS = 54
STEADY = 38
NET = {"channels": 32, "blocks": 2}
SETTINGS = {
    "games": 128,
    "simulations": 50,
    "explore": 16,
    "alpha": 1.0,
    "memory": 60_000,
    "steps": 100,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["train", "tournament"])
    parser.add_argument("--minutes", type=float, default=8, help="stop after the round in which this time is over")
    arguments = parser.parse_args()
    exercise = solved_exercise()
    deadline = time.monotonic() + 60 * arguments.minutes
    if arguments.what == "train":
        train(exercise, deadline)
    else:
        hold_tournament(exercise, deadline)


def solved_exercise() -> SimpleNamespace:
    """The names that the exercise's solved cells define."""
    source = read(STAGE / "alphago-zero.py")
    sys.path.insert(0, str(STAGE))
    names: dict[str, object] = {"__name__": "alphago-zero"}
    sys.modules["alphago-zero"] = sys.modules[__name__]  # dataclasses look their module up
    for slug in CELLS:
        cell = source.cell(slug)
        assert cell, f"{source.path} has no cell '{slug}'; mend CELLS in {__file__}."
        exec(compile(solution_text(cell), f"<{slug}>", "exec"), names)
    return SimpleNamespace(**names)


def rate(finished: int) -> float:
    """Adam's step size after so many rounds: 2.1e-3 for STEADY rounds, then down in a straight line to 1e-4."""
    return 1e-4 + 2e-3 * min(1.0, (ROUNDS - finished) / (ROUNDS - STEADY))


def train(exercise: SimpleNamespace, deadline: float) -> None:
    torch.manual_seed(SEED)
    net = exercise.Tower(exercise.CONNECT_FOUR, **NET)
    trainer = exercise.Trainer(exercise.CONNECT_FOUR, net, exercise.Settings(**SETTINGS), SEED)
    history: list[list[float]] = []
    seconds = 0.0
    if STATE.exists():
        state = torch.load(STATE, weights_only=False)
        trainer.net.load_state_dict(state["net"])
        trainer.optimiser.load_state_dict(state["optimiser"])
        trainer.generator, trainer.memory = state["generator"], state["memory"]
        history, seconds = state["history"], state["seconds"]
    while len(history) < ROUNDS and time.monotonic() < deadline:
        start = time.process_time()
        trainer.optimiser.param_groups[0]["lr"] = rate(len(history))
        history.append([float(number) for number in trainer.round()])
        seconds += time.process_time() - start
        print(f"round {len(history)}: losses {history[-1][0]:.3f} {history[-1][1]:.3f}, {seconds:.0f} s", flush=True)
    STATE.parent.mkdir(exist_ok=True)
    torch.save(
        {
            "net": trainer.net.state_dict(),
            "optimiser": trainer.optimiser.state_dict(),
            "generator": trainer.generator,
            "memory": trainer.memory,
            "history": history,
            "seconds": seconds,
        },
        STATE,
    )
    record = {
        "command": "python scripts/train_connect_four.py train",
        "seed": SEED,
        "rounds": len(history),
        "games": len(history) * SETTINGS["games"],
        "net": NET,
        "settings": SETTINGS,
        "processor_minutes": round(seconds / 60, 1),
        "losses": [[round(number, 4) for number in numbers] for numbers in history],
    }
    weights = {name: tensor.half().numpy() for name, tensor in trainer.net.state_dict().items()}
    np.savez_compressed(STAGE / "connect_four.npz", record=json.dumps(record), **weights)


def trained_net(exercise: SimpleNamespace) -> torch.nn.Module:
    """The net that `train` has written."""
    stored, net = np.load(STAGE / "connect_four.npz"), exercise.Tower(exercise.CONNECT_FOUR, **NET)
    net.load_state_dict({name: torch.as_tensor(stored[name]).float() for name in net.state_dict()})
    return net


def hold_tournament(exercise: SimpleNamespace, deadline: float) -> None:
    """Every player against every opponent, from every opening of two moves on either side; writes the table."""
    game, trained = exercise.CONNECT_FOUR, trained_net(exercise)
    players = {"net alone": 0, "net,\n50 simulations": 50, "net,\n150 simulations": 150}
    opponents = {"MCTS-100": 100, "MCTS-400": 400, "MCTS-1000": 1000}
    results: dict[tuple[str, str], list[int]] = {}
    for opponent, simulations in opponents.items():
        for player, own in players.items():
            if time.monotonic() > deadline:
                raise SystemExit("The time is over before the last pairing; give it more --minutes.")
            other = exercise.rollout_player(simulations, SEED)
            if other is None:
                raise SystemExit("The tournament needs OpenSpiel: pip install open-spiel")
            ours = exercise.net_player(trained, game, own)
            results[player, opponent] = exercise.match(game, ours, other, exercise.OPENINGS)
            print(f"{player!r} against {opponent}: {results[player, opponent]}", flush=True)
    table = {
        "command": "python scripts/train_connect_four.py tournament",
        "seed": SEED,
        "players": list(players),
        "opponents": list(opponents),
        "results": [[results[player, opponent] for opponent in opponents] for player in players],
    }
    (STAGE / "connect_four.json").write_text(json.dumps(table, indent=1) + "\n")


if __name__ == "__main__":
    main()
