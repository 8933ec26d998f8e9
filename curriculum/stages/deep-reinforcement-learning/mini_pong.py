"""Mini-Pong: table tennis on 24 × 24 pixels, in numpy, for one board or for many at once.

The rules
---------
- The ball moves one column a step and at most one row a step, and bounces off the upper and the lower edge.
- The agent's paddle stands in the last column, the opponent's in the first; each covers five rows.
- A paddle returns a ball that reaches the column before it within the paddle's rows. The further from the paddle's
  middle it is hit, the steeper the ball leaves: straight from the middle, one row a step from the rim.
- Who misses loses the point: the reward is +1 when the agent wins one, -1 when the opponent does, 0 in between.
- After a point both paddles go back to the middle, and the ball is served from the centre column: row, slope and
  direction are drawn at random. Nothing else is random.
- A match ends (``terminated``) when one side has five points, and is cut short (``truncated``) after 2,000 steps.

Actions: 0 stays, 1 moves the paddle one row up, 2 one row down.
Observations: one picture, ``uint8`` of shape (24, 24), 0 for the table, 255 for the ball and the paddles. One picture
does not show where the ball is heading; that takes two.
The opponent follows the ball's row, but at half a row a step: steep balls outrun it.

``MiniPong`` is one board with Gymnasium's ``Env`` API, ``MiniPongVector`` many boards with its ``VectorEnv`` API. Board
``i`` of a vector environment that was reset with ``seed`` plays exactly as a ``MiniPong`` reset with ``seed + i``. A
finished match starts anew within the same step; its last picture is then in ``info["final_obs"]``.
"""

from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.utils.seeding import np_random
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space

SIZE = 24
MIDDLE = (SIZE - 1) / 2
REACH = 2
"""A paddle covers its middle row and this many rows on either side."""
OPPONENT_SPEED = 0.5
POINTS_TO_WIN = 5
MAX_STEPS = 2_000
STAY, UP, DOWN = 0, 1, 2
MOVES = np.array([0.0, -1.0, 1.0])
"""Rows that an action moves the paddle; row 0 is the upper edge."""
COLOURS = np.array([[24, 28, 36], [240, 240, 240], [86, 180, 233], [230, 159, 0]], dtype=np.uint8)
"""The table, the ball, the agent and the opponent, as shown to people."""


class Tables:
    """The rules, played on any number of boards at once; every array has one entry a board."""

    def __init__(self, generators: list[np.random.Generator]):
        boards = len(generators)
        self.generators = generators
        self.index = np.arange(boards)
        self.ball_x, self.ball_y, self.slope, self.heading = np.zeros((4, boards))
        self.agent, self.opponent = np.zeros((2, boards))
        self.points = np.zeros((boards, 2), dtype=int)
        self.steps = np.zeros(boards, dtype=int)
        self.restart(self.index)

    def restart(self, boards: np.ndarray) -> None:
        """Begin a new match on these boards."""
        self.points[boards] = 0
        self.steps[boards] = 0
        self.serve(boards)

    def serve(self, boards: np.ndarray) -> None:
        """Put the ball into play on these boards."""
        for board in boards:
            row, slope, side = self.generators[board].random(3)
            self.ball_y[board] = 2 + row * (SIZE - 5)
            self.slope[board] = 2 * slope - 1
            self.heading[board] = 1 if side < 0.5 else -1
        self.ball_x[boards] = SIZE // 2
        self.agent[boards] = self.opponent[boards] = MIDDLE

    def step(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Play one step on every board; rewards, which matches are over, which are cut short."""
        self.steps += 1
        self.agent = keep_on_board(self.agent + MOVES[actions])
        chase = np.clip(self.ball_y - self.opponent, -OPPONENT_SPEED, OPPONENT_SPEED)
        self.opponent = keep_on_board(self.opponent + chase)

        self.ball_x += self.heading
        self.ball_y += self.slope
        bounced = np.clip(self.ball_y, 0, SIZE - 1)
        self.slope[bounced != self.ball_y] *= -1
        self.ball_y = 2 * bounced - self.ball_y

        self.hit(self.agent, self.ball_x == SIZE - 2, -1)
        self.hit(self.opponent, self.ball_x == 1, 1)
        won, lost = self.ball_x == 0, self.ball_x == SIZE - 1
        self.points[won, 0] += 1
        self.points[lost, 1] += 1
        self.serve(np.flatnonzero(won | lost))
        over = self.points.max(axis=1) == POINTS_TO_WIN
        return won.astype(float) - lost, over, (self.steps >= MAX_STEPS) & ~over

    def hit(self, paddle: np.ndarray, at_paddle: np.ndarray, heading: int) -> None:
        """Send back the balls that a paddle reaches."""
        offset = self.ball_y - paddle
        returned = at_paddle & (np.abs(offset) <= REACH + 0.5)
        self.heading[returned] = heading
        self.slope[returned] = offset[returned] / (REACH + 0.5)

    def draw(self, colours: tuple[int, int, int] = (255, 255, 255)) -> np.ndarray:
        """Pictures of all boards, of shape (boards, 24, 24); the values for ball, agent and opponent can be chosen."""
        pictures = np.zeros((len(self.index), SIZE, SIZE), dtype=np.uint8)
        rows = np.arange(-REACH, REACH + 1)
        board = self.index[:, None]
        pictures[board, np.rint(self.agent).astype(int)[:, None] + rows, SIZE - 1] = colours[1]
        pictures[board, np.rint(self.opponent).astype(int)[:, None] + rows, 0] = colours[2]
        pictures[self.index, np.rint(self.ball_y).astype(int), self.ball_x.astype(int)] = colours[0]
        return pictures


def keep_on_board(paddle: np.ndarray) -> np.ndarray:
    return np.clip(paddle, REACH, SIZE - 1 - REACH)


def coloured(pictures: np.ndarray) -> np.ndarray:
    """Pictures drawn with the values 0 to 3, in colour and eight times as large."""
    return COLOURS[pictures].repeat(8, axis=-3).repeat(8, axis=-2)


class MiniPong(gym.Env[np.ndarray, int]):
    """One board."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 20}  # noqa: RUF012

    def __init__(self, render_mode: str | None = None):
        self.observation_space = gym.spaces.Box(0, 255, (SIZE, SIZE), np.uint8)
        self.action_space = gym.spaces.Discrete(3)
        self.render_mode = render_mode

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None):
        super().reset(seed=seed)
        self.tables = Tables([self.np_random])
        return self.tables.draw()[0], {}

    def step(self, action: int):
        rewards, over, cut_short = self.tables.step(np.array([action]))
        return self.tables.draw()[0], float(rewards[0]), bool(over[0]), bool(cut_short[0]), {}

    def render(self) -> np.ndarray | None:
        return coloured(self.tables.draw((1, 2, 3))[0]) if self.render_mode == "rgb_array" else None


class MiniPongVector(gym.vector.VectorEnv[np.ndarray, np.ndarray, np.ndarray]):
    """Many boards, played together."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 20, "autoreset_mode": AutoresetMode.SAME_STEP}  # noqa: RUF012

    def __init__(self, num_envs: int = 64, render_mode: str | None = None):
        self.num_envs = num_envs
        self.render_mode = render_mode
        self.single_observation_space = gym.spaces.Box(0, 255, (SIZE, SIZE), np.uint8)
        self.single_action_space = gym.spaces.Discrete(3)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.generators = [np_random()[0] for _ in range(num_envs)]

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None):
        if seed is not None:
            self.generators = [np_random(seed + board)[0] for board in range(self.num_envs)]
        self.tables = Tables(self.generators)
        return self.tables.draw(), {}

    def step(self, actions: np.ndarray):
        rewards, over, cut_short = self.tables.step(actions)
        pictures, info = self.tables.draw(), {}
        finished = over | cut_short
        if finished.any():
            info = {"final_obs": pictures, "_final_obs": finished}
            self.tables.restart(np.flatnonzero(finished))
            pictures = self.tables.draw()
        return pictures, rewards, over, cut_short, info

    def render(self) -> tuple[np.ndarray, ...] | None:
        return tuple(coloured(self.tables.draw((1, 2, 3)))) if self.render_mode == "rgb_array" else None


gym.register("MiniPong-v0", entry_point=MiniPong, vector_entry_point=MiniPongVector)
