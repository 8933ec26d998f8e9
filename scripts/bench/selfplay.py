"""How fast the exercise ``alphago-zero`` plays against itself, next to OpenSpiel's AlphaZero in Python.

Both play Connect Four with a residual net of the same size, the same number of simulations a move, the same noise and
temperature, on one thread. OpenSpiel needs JAX, so it gets an environment of its own, ``.cache/openspiel``.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

from bench.row import PeerMissing, Row

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
PEER = REPOSITORY / ".cache" / "openspiel"
SIMULATIONS = 50
GAMES = 64
"""Ours, side by side; OpenSpiel's actor plays one after the other, so fewer of them tell as much."""
PEER_GAMES = 2
OURS = f"""
import time, torch
from train_connect_four import NET, SEED, SETTINGS, solved_exercise
torch.set_num_threads(1)
exercise = solved_exercise()
settings = exercise.Settings(**(SETTINGS | {{"games": {GAMES}, "simulations": {SIMULATIONS}}}))
trainer = exercise.Trainer(exercise.CONNECT_FOUR, exercise.Tower(exercise.CONNECT_FOUR, **NET), settings, SEED)
start = time.perf_counter()
exercise.self_play(exercise.CONNECT_FOUR, trainer.net, settings, trainer.generator)
print((time.perf_counter() - start) / {GAMES})
"""


def row() -> Row:
    """Seconds that a game takes, ours over theirs; PeerMissing where one of the two cannot run."""
    try:
        theirs = seconds([peer_python(), HERE / "openspiel_games.py", PEER_GAMES, SIMULATIONS, 32, 2, 1.0])
        ours = seconds([sys.executable, "-c", OURS])
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:]
        raise PeerMissing(f"one of the two could not run; see {HERE / 'openspiel.txt'}: {' '.join(last)}") from error
    return Row(
        "self-play, seconds a game ÷ OpenSpiel's AlphaZero in Python",
        ours / theirs,
        1,
        f"{1 / ours:.2f} games/s of {GAMES} at once ÷ {1 / theirs:.3f} games/s one by one, "
        f"{SIMULATIONS} simulations a move",
    )


def peer_python() -> Path:
    """The interpreter of OpenSpiel's environment, which is made at the first call."""
    python = PEER / "bin" / "python"
    if not (PEER / "complete").exists():
        venv.create(PEER, with_pip=True, clear=True)
        needs = ["-r", HERE / "openspiel.txt", "-c", REPOSITORY / "constraints.txt"]
        run([python, "-m", "pip", "install", "-q", *needs])
        (PEER / "complete").touch()
    return python


def seconds(command: list[object]) -> float:
    return float(run(command).splitlines()[-1])


def run(command: list[object]) -> str:
    threads = {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(map(str, (REPOSITORY / "scripts", REPOSITORY)))}
    words = [str(word) for word in command]
    return subprocess.run(words, env=os.environ | threads, capture_output=True, text=True, check=True).stdout
