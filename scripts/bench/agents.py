"""What the exercises' own agents cost against Stable-Baselines3: processor time to the same score, same settings.

The agents are the reference solutions themselves, taken out of their sources; nothing of them stands here twice.
"""

import importlib.util
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.row import PeerMissing, Row
from dl_curriculum_ext.authoring.build import solution_text
from dl_curriculum_ext.authoring.reader import read

STAGE = Path(__file__).resolve().parents[2] / "curriculum" / "stages" / "deep-reinforcement-learning"
PPO_CELLS = ("setup", "parameters", "gae", "after", "player", "clipped", "loss", "update")
DQN_CELLS = ("setup", "parameters", "explore", "memory", "live", "frozen", "targets", "learn", "train")
SEEDS = 3
SCORE = 475
Act = Callable[[Any], Any]
"""Greedy actions (boards,) for looks (boards, 4)."""
Names = dict[str, Any]
"""What the cells of a reference solution define."""


def rows() -> list[Row]:
    if importlib.util.find_spec("stable_baselines3") is None:
        raise PeerMissing(
            "Stable-Baselines3 is not installed. Install it with: "
            ".venv/bin/pip install -c constraints.txt stable-baselines3"
        )
    import torch

    from bench import peer_agents

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return [
            row("PPO", solved("actor-critic", PPO_CELLS), own_ppo, peer_agents.ppo),
            row("DQN", solved("deep-q-network", DQN_CELLS), own_dqn, peer_agents.dqn),
        ]
    finally:
        torch.set_num_threads(threads)


def row(
    name: str, names: Names, own: Callable[[Names, int], Iterator[Act]], peer: Callable[[Names, int, "Exam"], None]
) -> Row:
    """Seed by seed in turn; a training that never gets there counts with all its time."""
    next(own(names, SEEDS))  # what torch loads at its first lesson is nobody's work
    ours, theirs = [], []
    for seed in range(SEEDS):
        exam = Exam()
        for act in own(names, seed):
            if exam.passed(act):
                break
        ours.append(exam)
        theirs.append(Exam())
        peer(names, seed, theirs[-1])
    mean = [sum(exam.seconds for exam in exams) / SEEDS for exams in (ours, theirs)]
    reached = [sum(exam.reached for exam in exams) for exams in (ours, theirs)]
    how = (
        f"{mean[0]:.1f} s ÷ {mean[1]:.1f} s of one processor to a greedy score of {SCORE}, "
        f"mean of {SEEDS} seeds ({reached[0]} and {reached[1]} got there)"
    )
    return Row(f"own {name} ÷ Stable-Baselines3, CartPole", mean[0] / mean[1], 1, how)


class Exam:
    """Twenty greedy episodes, and the training's processor time, which stands still while they are played."""

    def __init__(self) -> None:
        self.reached = False
        self.seconds = 0.0
        self._since = time.process_time()

    def passed(self, act: Act) -> bool:
        self.seconds += time.process_time() - self._since
        self.reached = greedy_score(act) >= SCORE
        self._since = time.process_time()
        return self.reached


def greedy_score(act: Act, episodes: int = 20) -> float:
    """Steps survived, mean of some episodes of CartPole played side by side."""
    import gymnasium
    import numpy

    boards = gymnasium.make_vec("CartPole-v1", num_envs=episodes)
    looks, _ = boards.reset(seed=500)
    playing, steps = numpy.ones(episodes, dtype=bool), 0
    while playing.any():
        steps += playing.sum()
        looks, _, ended, stopped, _ = boards.step(act(looks))
        playing &= ~(ended | stopped)
    return float(steps) / episodes


def own_ppo(own: Names, seed: int) -> Iterator[Act]:
    """The actor-critic exercise's PPO with its settings for the cart; after every tenth update, how it acts."""
    import torch

    plan, total = SimpleNamespace(**own["CART"]), own["CART_STEPS"]
    torch.manual_seed(seed)
    player, net = own["Player"](plan.world, plan.boards, seed=1_000 * (seed + 1)), own["ActorCritic"](4, 2)
    optimiser = torch.optim.Adam(net.parameters(), lr=plan.rate, eps=1e-5, fused=True)
    updates = total // (plan.boards * plan.steps)
    for number in range(1, updates + 1):
        optimiser.param_groups[0]["lr"] = plan.rate * (1 - (number - 1) / updates)
        own["update"](net, optimiser, own["judge"](net, player.play(net, plan.steps), plan), plan)
        if number % 10 == 0:
            yield greedy(net.actor)


def own_dqn(own: Names, seed: int) -> Iterator[Act]:
    """The deep-q-network exercise's DQN, without the double targets that the peer lacks; after every thousand steps."""
    import gymnasium
    import numpy
    import torch

    net, memory, chance = own["new_net"](seed), own["Memory"](own["MEMORY"], seed), numpy.random.default_rng(seed)
    frozen = own["frozen_copy"](net)
    optimiser = torch.optim.Adam(net.parameters(), lr=own["LEARNING_RATE"], fused=True)
    world = gymnasium.make("CartPole-v1")
    look, _ = world.reset(seed=1_000 * (seed + 1))
    for step in range(1, own["STEPS"] + 1):
        action = own["explore"](net, look, own["epsilon_at"](step), chance)
        look = own["live"](world, look, action, memory)
        if step >= own["WARM_UP"] and step % own["LEARN_EVERY"] == 0:
            optimiser.param_groups[0]["lr"] = own["LEARNING_RATE"] * (1 - step / own["STEPS"])
            own["learn"](net, frozen, optimiser, memory.sample(own["BATCH"]), own["plain_targets"])
        if step % own["REFRESH_EVERY"] == 0:
            frozen = own["frozen_copy"](net)
        if step % 1_000 == 0:
            yield greedy(net)


def greedy(net: Any) -> Act:
    import torch

    def act(looks: Any) -> Any:
        with torch.no_grad():
            return net(torch.as_tensor(looks)).argmax(dim=-1).numpy()

    return act


def solved(item: str, cells: tuple[str, ...]) -> Names:
    """Runs these cells of a reference solution."""
    source, names = read(STAGE / f"{item}.py"), {}
    for slug in cells:
        cell = source.cell(slug)
        if cell is None:
            raise SystemExit(f"{source.path} has no cell '{slug}' any more; mend the list in {__file__}.")
        exec(compile(solution_text(cell), f"{item}-{slug}", "exec"), names)
    return names
