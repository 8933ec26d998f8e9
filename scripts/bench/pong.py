"""How fast the game of stage five plays, which bounds what an agent can see of it in a minute."""

import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

from bench.row import Row

STAGE = Path(__file__).resolve().parents[2] / "curriculum" / "stages" / "deep-reinforcement-learning"
BOARDS = 64
STEPS = 2000
ROUNDS = 7


def step_row() -> Row:
    """Microseconds for one step of one board, picture included; ten are 100,000 steps a second."""
    sys.path.insert(0, str(STAGE))
    from mini_pong import MiniPongVector

    game = MiniPongVector(BOARDS)
    game.reset(seed=0)
    actions = np.random.default_rng(0).integers(3, size=(STEPS, BOARDS))
    seconds = median(played(game, actions) for _ in range(ROUNDS))
    cost = seconds * 1e6 / actions.size
    how = f"{BOARDS} boards, one thread: {1e6 / cost:,.0f} steps a second, median of {ROUNDS} × {STEPS}"
    return Row("a step of Mini-Pong", cost, 10, how, "µs")


def played(game, actions: np.ndarray) -> float:
    """Seconds that it takes to play these actions."""
    start = time.perf_counter()
    for pressed in actions:
        game.step(pressed)
    return time.perf_counter() - start
