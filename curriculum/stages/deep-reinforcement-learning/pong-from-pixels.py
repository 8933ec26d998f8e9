# %% [markdown] id="question"
# # Pong from pixels, the whole way
#
# An Atari of 1977 shows 210 × 160 dots, three numbers for the colour of each: 100,800 numbers, many times a second.
# Nobody says which of them is the ball. You may press *up*, *down* or nothing, and now and then somebody counts a
# point. **What has to stand between such a screen and a net, and between a net and a run that may take all night?**
#
# In `policy-gradient` a net won about half of its points at Mini-Pong. Here you build the whole pipeline, as it is done
# in earnest: screens go in, a player and a film of it come out. By the end you will have written
#
# - an eye that throws away what a player does not need, and a memory that shows motion;
# - the blame for a point, shared out by a critic's judgement, and never across two rallies;
# - PPO: several careful steps on the same games instead of a single one;
# - a checkpoint, so that a run may be stopped tonight and go on tomorrow.
#
# The same lines then play the real Atari game, if you have the package `ale-py`, a GPU and some hours; if not, nothing
# is lost. It takes about 85 minutes, two or three of which the computer trains alone. `policy-gradient` should be
# behind you, better still `actor-critic`. Cells that hold a `raise NotImplementedError` are yours; the cells after each
# one check it.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "matplotlib": "matplotlib", "gymnasium": "gymnasium", "PIL": "pillow", "tqdm": "tqdm"}

# %% [markdown] id="tools-about"
# The tools. The game is in `mini_pong.py` beside this notebook, under 200 lines of numpy.

# %% id="tools"
import base64
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import HTML, display
from mini_pong import MiniPongVector
from PIL import Image, ImageDraw
from torch import nn
from tqdm.auto import tqdm

DEVICE = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#666666"
plt.rcParams.update({"figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white"})
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})
plt.rcParams.update({"legend.frameon": False, "axes.titlesize": 11})

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them. The last one is for the real
# Atari game; section 9 says how.

# %% id="parameters" tags=["parameters"]
SEED = 0
BOARDS = 64  # matches played at the same time
STEPS = 64  # steps on every board between two updates
UPDATES = 450  # 450 updates are 1.8 million steps
EPOCHS = 3  # how often each step is learned from
BATCH = 1024  # steps in one piece of a lesson
RATE = 1e-3  # the learning rate at the start; it falls to 0
DISCOUNT = 0.99
BLEND = 0.95  # how far the blame looks ahead (λ)
CLIP = 0.2  # how far a lesson may move a probability
ENTROPY = 0.01  # the pay for staying curious
ATARI_UPDATES = 0  # how many updates to play the real Pong in this sitting

# %% [markdown] id="game-about"
# ## 1. What to throw away
#
# What does the pipeline have to know about a game? How to start it on many boards, which rows of the screen are the
# field, how coarsely one may look, how bright an empty table is, and which buttons mean *stay*, *up* and *down*. That
# is all; the rest of this notebook is the same for every such game.
#
# Mini-Pong draws 24 × 24 dots of grey: nothing to crop, nothing to leave out. To have something to throw away, we draw
# a screen as the Atari does, with its sizes and colours: score on top, then a wall, the field, and another wall.


# %% id="game"
class Game(NamedTuple):
    """What the pipeline has to know about a game."""

    make: Callable  # from a number of boards to Gymnasium's vector environment
    screens: Callable  # from what that shows to uint8 screens of shape (boards, rows, columns, colours)
    top: int  # the first row of the field
    bottom: int  # the row after the last
    thin: int  # every how many-th row and column is kept
    table: float  # the mean of the colours where the table is empty
    side: int  # rows and columns of the picture that is left
    buttons: np.ndarray  # what to press to stay, to go up, to go down


def on_the_atari(ball, left, right):
    """A screen, (210, 160, 3); ball is its upper left (row, column), left and right the paddles' upper rows."""
    screen = np.full((210, 160, 3), (144, 72, 17), dtype=np.uint8)
    for colour, score, upper, column in [((213, 130, 74), 36, left, 16), ((92, 186, 92), 116, right, 140)]:
        screen[1:21, score : score + 4] = screen[upper : upper + 16, column : column + 4] = colour
    screen[24:34] = screen[194:] = 236
    row, column = ball
    screen[row : row + 4, column : column + 2] = 236
    return screen


def mini_pong(boards):
    return MiniPongVector(boards, render_mode="rgb_array")


mini = Game(mini_pong, lambda pictures: pictures[..., None], 0, 24, 1, 0.0, 24, np.array([0, 1, 2]))
drawn = Game(None, None, 34, 194, 2, (144 + 72 + 17) / 3, 80, np.array([0, 2, 3]))

small, _ = mini_pong(1).reset(seed=SEED)
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4.6))
left.imshow(on_the_atari((90, 61), 99, 104))
left.axhspan(drawn.top, drawn.bottom, facecolor="none", edgecolor="white", ls="--", lw=2)
left.set(title="drawn as the Atari does; dashed: the field", xlabel="column", ylabel="row")
right.imshow(small[0], cmap="gray", extent=(0, 24, 24, 0))
right.set(title="Mini-Pong", xlabel="column", ylabel="row")
plt.show()

# %% [markdown] id="prepare-about"
# Colours only decorate, the score is told to us anyway, and nobody needs to see the ball twice as sharp as it moves.
# So: cut out the field; keep every second row and column; make it grey, the mean of the three colours; and since the
# table is everywhere and says nothing, keep only *whether* a dot differs from it. What is left is 255 where something
# is and 0 where nothing is.
#
# **Predict:** of the 100,800 numbers, how many are left? The ball is four rows high and two columns wide. Would every
# fourth row and column do as well as every second?
#
# *Your words:*
#


# %% id="prepare" tags=["exercise"]
def prepare(screens, game):
    """What matters of uint8 screens, (boards, rows, columns, colours): uint8, 255 or 0, (boards, side, side)."""
    ### BEGIN SOLUTION
    #: cut out the rows from game.top to before game.bottom, every game.thin-th of them, and every game.thin-th column;
    #: the mean over the colours; 255 where it is more than 10 away from game.table, else 0, as np.uint8.
    field = screens[:, game.top : game.bottom : game.thin, :: game.thin]
    grey = field.mean(axis=-1)
    return np.where(np.abs(grey - game.table) > 10, 255, 0).astype(np.uint8)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="prepare"
# A slice has three parts: from, to, and in steps of. One indexing can crop and thin out at once; do it first, then all
# that follows has less to do. Which axis holds the colours?

# %% [markdown] tags=["hint"] for="prepare"
# `screens[:, game.top : game.bottom : game.thin, :: game.thin]` is the field. Its `.mean(axis=-1)` is grey and no
# longer uint8, so it is safe to subtract.

# %% [markdown] tags=["hint"] for="prepare"
# A dot can be darker than the table or lighter: compare `np.abs(grey - game.table)` with 10. `np.where(…, 255, 0)`
# makes numbers of it, `.astype(np.uint8)` makes them small.

# %% [markdown] id="prepare-check-about"
# The check draws screens, moves the ball from paddle to paddle, and lays something dark on the table.

# %% id="prepare-check" tags=["check"]
screen = on_the_atari((90, 61), 99, 104)
untouched = np.stack([screen, on_the_atari((40, 100), 34, 178)])
seen = prepare(untouched.copy(), drawn)
assert seen.shape == (2, 80, 80), f"160 rows and 160 columns, every second: (2, 80, 80), not {seen.shape}."
assert seen.dtype == np.uint8, f"A dot that is 0 or 255 fits into one byte, uint8; yours are {seen.dtype}."
assert set(np.unique(seen)) <= {0, 255}, f"Only 0 and 255 should be left; yours are {np.unique(seen)[:5]} and so on."
assert (seen == 0).mean() > 0.95, "The table is most of the picture and says nothing: it should be 0."
assert seen[0, 28:30, 31].all(), "The ball lies in the rows 90 to 93 and the columns 61 and 62: it should be lit."
paddles = seen[0, 33:40, 8:10], seen[0, 35:43, 70:72]
assert all(paddle.all() for paddle in paddles), "Both paddles should be lit, whatever their colour."
assert (seen > 0).sum(axis=(1, 2)).tolist() == [2 + 16 + 16, 2 + 16 + 16], (
    f"Ball and paddles are 34 dots in all; you light {(seen > 0).sum(axis=(1, 2)).tolist()}. "
    "Are score and walls outside? Is a dot kept only every second row and column?"
)
dark = np.full((1, 210, 160, 3), (144, 72, 17), dtype=np.uint8)
dark[0, 100:104, 80:82] = 20
assert prepare(dark, drawn).any(), "A thing that is darker than the table is a thing, too."
for column in range(20, 139):
    assert prepare(on_the_atari((90, column), 99, 104)[None], drawn)[0, :, 10:70].any(), f"No ball at column {column}."
lit = np.zeros((3, 24, 24, 1), dtype=np.uint8)
lit[:, 5, 7] = 255
assert np.array_equal(prepare(lit, mini), lit[..., 0]), "Mini-Pong's picture should come out as it went in."

# %% [markdown] id="prepare-picture-about"
# Now look through your eye. The third picture answers one of the questions: every fourth row and column, with the ball
# in two places.

# %% id="prepare-picture"
coarse = drawn._replace(thin=4)
views = [
    (drawn, 61, "every second dot"),
    (coarse, 60, "every fourth, ball in column 60"),
    (coarse, 61, "every fourth, ball in column 61"),
]
fig, axes = plt.subplots(1, 3, figsize=(11, 4))
for ax, (game, column, title) in zip(axes, views, strict=True):
    picture = prepare(on_the_atari((90, column), 99, 104)[None], game)[0]
    ax.imshow(picture, cmap="gray")
    ax.set(title=f"{title}\n{picture.size:,} numbers", xlabel="column", ylabel="row")
plt.show()

# %% [markdown] id="prepare-why"
# Every fourth is too coarse: a ball two columns wide falls between them half of the time. Of 100,800 numbers 6,400 are
# left, and those are single bytes that are nearly all 0.

# %% [markdown] id="remember-about"
# ## 2. What to remember
#
# One picture does not say where the ball is heading. So the player gets the last `FRAMES` pictures, the oldest first:
# after every step the oldest drops out and the new one comes in behind.
#
# One thing is easily forgotten. When a match ends, the next one starts on the same board. Its first picture has nothing
# to do with the pictures before it; next to them it looks as if ball and paddles had leapt. On such *fresh* boards the
# memory begins anew: as if the first picture had always been there.


# %% id="remember" tags=["exercise"]
FRAMES = 2  # Atari players often get four; two are enough for a ball that flies straight


def remember(memory, pictures, fresh):
    """The memory after a step, a new array of shape (boards, frames, side, side), the oldest picture first.

    pictures, (boards, side, side), are what is on the screens now; fresh, (boards,), is True where a match just began.
    """
    ### BEGIN SOLUTION
    #: drop the oldest picture of every board and put the new one last; on fresh boards all frames are the new picture.
    memory = np.concatenate([memory[:, 1:], pictures[:, None]], axis=1)
    memory[fresh] = pictures[fresh, None]
    return memory
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="remember"
# Think of a single board first: a queue of pictures. Then ask which axis of the array is the queue, and which shape
# `pictures` must have to join it there.

# %% [markdown] tags=["hint"] for="remember"
# `memory[:, 1:]` is everything but the oldest; `pictures[:, None]` has an axis of length 1 where the frames are.
# `np.concatenate([…, …], axis=1)` joins them into a new array.

# %% [markdown] tags=["hint"] for="remember"
# A boolean array picks boards: `memory[fresh] = pictures[fresh, None]` fills every frame of the fresh boards with their
# new picture.

# %% [markdown] id="remember-check-about"
# Numbers in place of pictures make it easy to follow, and three frames instead of two.

# %% id="remember-check" tags=["check"]
before = np.arange(4 * 3).reshape(4, 3, 1, 1).repeat(2, axis=2).repeat(2, axis=3).astype(np.uint8)
copy, now = before.copy(), np.full((4, 2, 2), [[[100]], [[101]], [[102]], [[103]]], dtype=np.uint8)
after = remember(before, now, np.array([False, True, False, False]))
assert np.array_equal(before, copy), "The old memory was changed. Others may still hold it: answer with a new array."
assert after.shape == (4, 3, 2, 2), f"The shape should stay (4, 3, 2, 2); it became {after.shape}."
assert after.dtype == np.uint8, f"Pictures of one byte a dot should stay so; yours became {after.dtype}."
assert after[0, :, 0, 0].tolist() != [100, 0, 1], "The newest comes last: in the memory the oldest stands first."
assert after[0, :, 0, 0].tolist() == [1, 2, 100], f"0, 1, 2 and then 100 is 1, 2, 100; yours: {after[0, :, 0, 0]}."
assert after[1, :, 0, 0].tolist() == [101] * 3, (
    f"On board 1 a match just began: three times its first picture, 101; yours: {after[1, :, 0, 0]}."
)
assert after[2:, :, 0, 0].tolist() == [[7, 8, 102], [10, 11, 103]], (
    f"Boards 2 and 3 are not fresh: [7, 8, 102] and [10, 11, 103]; yours: {after[2:, :, 0, 0].tolist()}."
)

# %% [markdown] id="arcade-about"
# With eye and memory an `Arcade` can be built: a game on many boards, seen through them. There is nothing to write
# here, but look at its last line: an *end* is wherever the past has no say in what follows, after a match and after a
# point.


# %% id="arcade"
class Arcade:
    """A game on many boards, seen through your eye and memory; the matches go on from one call to the next."""

    def __init__(self, game, boards, seed):
        self.game, self.machine = game, game.make(boards)
        self.shown, _ = self.machine.reset(seed=seed)
        self.memory = self.look()[:, None].repeat(FRAMES, axis=1)

    def look(self):
        return prepare(self.game.screens(self.shown), self.game)

    def press(self, actions):
        """Presses a button on every board; the rewards, and where a point or a match just ended."""
        self.shown, rewards, over, cut_short, _ = self.machine.step(self.game.buttons[actions])
        self.memory = remember(self.memory, self.look(), over | cut_short)
        return rewards, over | cut_short | (rewards != 0)


def as_the_net_sees(memory):
    """The newest picture, then what changed from each to the next: float, the shape of memory."""
    seen = memory.float() / 255
    return torch.cat([seen[:, -1:], seen[:, 1:] - seen[:, :-1]], dim=1)


arcade = Arcade(mini, 4, SEED)
for _ in range(6):
    arcade.press(np.array([0, 1, 2, 0]))
planes = as_the_net_sees(torch.tensor(arcade.memory))
fig, axes = plt.subplots(1, 2, figsize=(7, 3.2))
for ax, plane, title in zip(axes, planes[1], ["the newest picture", "what has changed"], strict=True):
    shown = ax.imshow(plane, cmap="PuOr_r", vmin=-1, vmax=1)
    ax.set(title=title, xlabel="column", ylabel="row")
fig.colorbar(shown, ax=axes, label="value given to the net")
plt.show()

# %% [markdown] id="player-about"
# The player has two heads on one body. The *actor* gives each of the three actions a score, softmax makes probabilities
# of them; the *critic* says what it expects the rally to bring, from −1 (lost) to +1 (won). For 24 × 24 dots two dense
# layers are enough, and a processor likes them. Both heads start at zero: every action equally likely, no opinion.
#
# One detail decides whether the run takes off at once or only after some hundred thousand steps. Nets are built for
# inputs of a standard deviation near 1, and here 99 of 100 inputs are 0: the deviation is about 0.1. So turn the volume
# up.

# %% id="player"
LOUDER = 8.0


class Player(nn.Module):
    """An actor and a critic on one body, which makes `width` numbers of what the net sees."""

    def __init__(self, body, width):
        super().__init__()
        self.body, self.actor, self.critic = body, nn.Linear(width, 3), nn.Linear(width, 1)
        for weights in [*self.actor.parameters(), *self.critic.parameters()]:
            nn.init.zeros_(weights)

    def forward(self, memory):
        """The scores of the actions, (boards, 3), and the values, (boards,)."""
        features = self.body(LOUDER * as_the_net_sees(memory))
        return self.actor(features), self.critic(features).squeeze(-1)


def small_player(seed, width=128):
    torch.manual_seed(seed)
    first = nn.Linear(FRAMES * mini.side**2, width)
    body = nn.Sequential(nn.Flatten(), first, nn.ReLU(), nn.Linear(width, width), nn.ReLU())
    return Player(body, width).to(DEVICE)


# %% [markdown] id="play-about"
# `play` draws actions and writes everything down. Memories stay bytes until a net looks at them: a quarter of the room.
# Note `chances`: how probable each action *was, when it was taken*. After the first lesson nobody could say.


# %% id="play"
class Played(NamedTuple):
    """What was seen, done, thought and earned; every tensor has the shape (steps, boards, …)."""

    memories: torch.Tensor
    actions: torch.Tensor
    chances: torch.Tensor  # the logarithm of each taken action's probability
    rewards: torch.Tensor
    ends: torch.Tensor  # True where a point or a match ended
    values: torch.Tensor  # one step more than the others: the value of what is seen at last


@torch.no_grad()
def play(player, arcade, steps, greedy=False):
    """Plays on; greedy takes the likeliest action instead of drawing one."""
    notes = []
    for _ in range(steps):
        memory = torch.tensor(arcade.memory, device=DEVICE)
        scores, values = player(memory)
        log = scores.log_softmax(dim=1)
        actions = log.argmax(dim=1) if greedy else torch.multinomial(log.exp(), 1).squeeze(1)
        rewards, ends = arcade.press(actions.cpu().numpy())
        earned = torch.tensor(rewards, dtype=torch.float32, device=DEVICE)
        chances = log.gather(1, actions[:, None]).squeeze(1)
        notes.append((memory, actions, chances, earned, torch.tensor(ends, device=DEVICE), values))
    *parts, values = (torch.stack(part) for part in zip(*notes, strict=True))
    _, last = player(torch.tensor(arcade.memory, device=DEVICE))
    return Played(*parts, torch.cat([values, last[None]]))


def points_won(rewards):
    """The share of the finished points that the player won."""
    return ((rewards > 0).sum() / (rewards != 0).sum().clamp(min=1)).item()


@torch.no_grad()
def examine(player, game, seed):
    """The share of points that a greedy player wins in 160,000 steps on boards of its own."""
    arcade = Arcade(game, 64, seed)
    return points_won(torch.cat([play(player, arcade, 100, greedy=True).rewards for _ in range(25)]))


# %% [markdown] id="random-about"
# What does a player win who presses at random? That is the number to beat.

# %% id="random"
random_share = points_won(play(small_player(SEED), Arcade(mini, 64, SEED), 1000).rewards)
print(f"A player that presses buttons at random wins {random_share:.3f} of its points.")

# %% [markdown] id="blame-about"
# ## 3. Who deserves the point?
#
# In `policy-gradient` every action of a rally got the point's reward, discounted. That is honest but noisy: a fine
# return early on is blamed for a miss much later. A critic can help. Its judgement $V_t$ says what the rally looked
# worth at step $t$, so the *surprise* of a single step is
#
# $$\delta_t = r_t + \gamma\,V_{t+1} - V_t .$$
#
# It is little noisy, but only as good as the critic. *Generalised advantage estimation* blends: the surprises of all
# later steps count, each step further by a factor of $\gamma\lambda$ less,
#
# $$A_t = \delta_t + \gamma\lambda\,A_{t+1} .$$
#
# With $\lambda = 0$ only the critic speaks, with $\lambda = 1$ only the reward. And, as before, **nothing reaches
# across an end**: where a point or match ended at step $t$, both $V_{t+1}$ and $A_{t+1}$ belong to another rally and
# count as 0.
#
# **Work by hand**, with $\gamma = \lambda = \frac12$: rewards $0, 1, 0$, an end at the second step, and values $0.4,
# 0.2, 0.8, 0.4$. What are the three advantages?

# %% id="blame-guess"
my_advantages = [None, None, None]

# %% [markdown] id="blame-task"
# Now for any number of steps and boards at once.


# %% id="blame" tags=["exercise"]
def advantages_of(rewards, ends, values, discount, blend):
    """How much better than judged each step turned out, (steps, boards); values have one step more."""
    advantages = torch.zeros_like(rewards)
    ### BEGIN SOLUTION
    #: from the last step to the first: the surprise, plus what the step after hands back; nothing across an end.
    following = torch.zeros_like(rewards[0])
    for step in reversed(range(len(rewards))):
        goes_on = (~ends[step]).float()
        surprise = rewards[step] + discount * goes_on * values[step + 1] - values[step]
        following = surprise + discount * blend * goes_on * following
        advantages[step] = following
    ### END SOLUTION
    return advantages


# %% [markdown] tags=["hint"] for="blame"
# Which of the two unknowns in $A_t = \delta_t + \gamma\lambda A_{t+1}$ must be there first? Walk in the direction in
# which it is. What is $A$ after the very last step?

# %% [markdown] tags=["hint"] for="blame"
# `(~ends[step]).float()` is 1 where the rally goes on and 0 where it ended. Multiply by it wherever something of step
# $t+1$ comes in: there are two such places.

# %% [markdown] tags=["hint"] for="blame"
# `surprise = rewards[step] + discount * goes_on * values[step + 1] - values[step]`; then
# `following = surprise + discount * blend * goes_on * following`, which is what you write into `advantages[step]`.

# %% [markdown] id="blame-check-about"
# The example by hand; a second board beside it; and the two extremes of λ.

# %% id="blame-hand" tags=["check"]
rewards = torch.tensor([[0.0, 1, 0], [0, 0, -1]]).T
ends = torch.tensor([[False, True, False], [False, False, True]]).T
values = torch.tensor([[0.4, 0.2, 0.8, 0.4], [0.0, 0.4, -0.4, 9]]).T
mine = advantages_of(rewards, ends, values, 0.5, 0.5)
assert mine.shape == (3, 2), f"One advantage for each step and board, (3, 2); yours have the shape {tuple(mine.shape)}."
first, second = mine.T.tolist()
assert abs(first[2] - (0.25 * 0 + 0.5 * 0.4 - 0.8)) < 1e-6, (
    f"At the last step: 0 + 0.5 · 0.4 - 0.8 = -0.6; yours is {first[2]:.3g}. The value after it is the fourth one."
)
assert abs(first[1] - 0.8) < 1e-6, (
    f"The point at the second step: 1 - 0.2 = 0.8, and nothing of the rally after it; yours is {first[1]:.3g}."
)
assert abs(first[0] - (0.5 * 0.2 - 0.4 + 0.25 * 0.8)) < 1e-6, (
    f"At the first step: 0 + 0.5 · 0.2 - 0.4 = -0.3, plus 0.25 · 0.8 makes -0.1; yours is {first[0]:.3g}."
)
assert abs(second[2] + 0.6) < 1e-6, f"The second board ends with -1 + 0.4 = -0.6; the 9 is no part of it: {second}."
assert np.allclose(second, [0.2 + 0.25 * (-0.6 + 0.25 * -0.6), -0.75, -0.6]), (
    f"The second board has its own game: {second}."
)

# %% id="blame-extremes" tags=["check"]
deal = torch.Generator().manual_seed(1)
rewards = torch.randint(-1, 2, (40, 6), generator=deal).float() * (torch.rand(40, 6, generator=deal) < 0.2)
ends, values = rewards != 0, torch.randn(41, 6, generator=deal)
surprises = rewards + 0.9 * values[1:] * ~ends - values[:-1]
assert torch.allclose(advantages_of(rewards, ends, values, 0.9, 0.0), surprises, atol=1e-5), (
    "With λ = 0 the advantage of a step is its own surprise and nothing else."
)
total, returns = values[-1], torch.zeros(40, 6)
for step in reversed(range(40)):
    total = torch.where(ends[step], rewards[step], rewards[step] + 0.9 * total)
    returns[step] = total
assert torch.allclose(advantages_of(rewards, ends, values, 0.9, 1.0), returns - values[:-1], atol=1e-4), (
    "With λ = 1 the critic's words in between cancel: the advantage is the return minus the value of the step."
)

# %% [markdown] id="blame-picture-about"
# One rally, lost at step 30, judged by an imaginary critic that sees the miss coming from step 20 on. **Predict:**
# which steps get the blame with λ = 1, and which with λ = 0?
#
# *Your words:*
#

# %% id="blame-picture"
rewards, ends = torch.zeros(31, 1), torch.zeros(31, 1, dtype=torch.bool)
rewards[30], ends[30] = -1, True
values = torch.tensor([0.1 if step < 20 else 0.1 - 0.1 * (step - 19) for step in range(32)])[:, None]
fig, ax = plt.subplots(figsize=(10, 3.3))
for blend, colour, style in [(1.0, GREY, ":"), (0.95, BLUE, "-"), (0.0, ORANGE, "--")]:
    ax.plot(
        advantages_of(rewards, ends, values, 0.99, blend), style, color=colour, lw=2, label=f"advantage, λ = {blend}"
    )
ax.plot(values[:31], color=GREEN, lw=1, marker=".", label="the critic's value")
ax.axhline(0, color="black", lw=0.6)
ax.set(xlabel="step of the rally", ylabel="value and advantage", title="a miss that one could see coming")
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown] id="blame-why"
# With λ = 1 the whole rally is blamed, also the nineteen steps that were played well. With λ = 0 only the steps during
# which the critic changed its mind are, and if it never does, nobody is. With 0.95 the blame sits where the miss began
# and fades into the past.

# %% [markdown] id="careful-about"
# ## 4. Careful steps
#
# REINFORCE takes one step and throws its games away: they were played by somebody who no longer exists. What a waste.
# May we learn from them again? The new policy $\pi$ differs from the one that played, $\pi_\text{old}$; the *ratio*
#
# $$\rho = \frac{\pi(a \mid s)}{\pi_\text{old}(a \mid s)} = e^{\log \pi - \log \pi_\text{old}}$$
#
# corrects for that: $\rho A$ has the right slope also for games of somebody else. But once $\rho$ is far from 1 the
# games say little about the new policy, and a greedy optimiser will run off. PPO stops paying for it:
#
# $$L = -\,\text{mean of}\, \min\big(\rho A,\; \operatorname{clip}(\rho,\, 1-\epsilon,\, 1+\epsilon)\,A\big) .$$
#
# **Predict:** draw $\min(\dots)$ over $\rho$ from 0 to 2, once for $A = +1$ and once for $A = -1$, with $\epsilon =
# 0.2$. Where is it flat? Why only on one side each time?
#
# *Your words:*
#


# %% id="careful" tags=["exercise"]
def ppo_loss(chances, old_chances, advantages, clip):
    """PPO's loss, one number; chances are logarithms of probabilities, all three have the same shape."""
    ### BEGIN SOLUTION
    #: the ratio of the probabilities; the smaller of the two products; the mean, and mind the sign.
    ratio = (chances - old_chances).exp()
    return -torch.minimum(ratio * advantages, ratio.clamp(1 - clip, 1 + clip) * advantages).mean()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="careful"
# `chances` are logarithms. What does a quotient become among logarithms, and what brings you back?

# %% [markdown] tags=["hint"] for="careful"
# `ratio.clamp(1 - clip, 1 + clip)` is the clipped ratio. Take the minimum of the two *products*, not of the ratios:
# with a negative advantage the two differ. `torch.minimum` compares number by number.

# %% [markdown] id="careful-check-about"
# The value by hand, then the slope: at $\rho = 1$ it must be REINFORCE's; beyond the clip it must vanish, but only
# where going further would be paid.

# %% id="careful-hand" tags=["check"]
half, tenth = torch.tensor([0.5]).log(), torch.tensor([0.1]).log()
same = ppo_loss(half, half, torch.tensor([2.0]), 0.2)
assert same.ndim == 0, f"The loss should be one number; its shape is {tuple(same.shape)}."
assert abs(same + 2) < 1e-5, f"Nothing has changed, ρ = 1, A = 2: the loss is -2. Yours is {same:.3g}."
for new, advantage, wanted, why in [
    (0.55, 1.0, -1.1, "ρ = 1.1 lies within the clip, so it is ρ A, negative"),
    (0.9, 1.0, -1.2, "ρ = 1.8 pays no more than 1.2 does"),
    (0.1, 1.0, -0.2, "a good action became rarer, ρ = 0.2: that is never clipped"),
    (0.9, -1.0, 1.8, "a bad action became likelier, ρ = 1.8: that is never clipped"),
    (0.1, -1.0, 0.8, "a bad action became rarer, ρ = 0.2: below 0.8 it pays no more"),
]:
    loss = ppo_loss(torch.tensor([new]).log(), half, torch.tensor([advantage]), 0.2)
    assert abs(loss - wanted) < 1e-5, f"From ½ to {new} with A = {advantage}: {why}; {wanted} in all, not {loss:.3g}."
loss = ppo_loss(torch.tensor([0.55, 0.9]).log(), half.expand(2), torch.tensor([1.0, -1.0]), 0.2)
assert abs(loss - 0.35) < 1e-5, f"The mean of -1.1 and 1.8 is 0.35; yours is {loss:.3g}."

# %% id="careful-slope" tags=["check"]
new = torch.tensor([0.5, 0.5, 0.9, 0.1, 0.9, 0.1]).log().requires_grad_()
advantage = torch.tensor([2.0, -2, 1, 1, -1, -1])
ppo_loss(new, half.expand(6), advantage, 0.2).backward()
assert new.grad is not None, "No gradient reached the new probabilities."
slopes = (-6 * new.grad).tolist()
assert np.allclose(slopes[:2], [2, -2], atol=1e-5), (
    f"Where nothing has changed yet, the slope is REINFORCE's, A: 2 and -2. Yours: {slopes[:2]}."
)
assert np.allclose([slopes[2], slopes[5]], 0), "Beyond the clip, in the direction that pays, the slope is 0."
assert slopes[3] > 0 > slopes[4], (
    "An action that went the wrong way has to be called back, however far it went: its slope must not vanish."
)

# %% [markdown] id="careful-picture-about"
# Your loss with the sign turned, that is, what a single step pays.

# %% id="careful-picture"
ratios = torch.linspace(0.01, 2, 200)
fig, axes = plt.subplots(1, 2, figsize=(9, 3.2), sharey=True)
for ax, advantage, title in zip(axes, [1.0, -1.0], ["a good action, A = +1", "a bad action, A = −1"], strict=True):
    pay = [-ppo_loss(ratio.log()[None], torch.zeros(1), torch.tensor([advantage]), CLIP) for ratio in ratios]
    ax.plot(ratios, advantage * ratios, ":", color=GREY, label="without the clip")
    ax.plot(ratios, pay, color=BLUE, lw=2, label="PPO")
    ax.plot(1, advantage, "o", color=ORANGE, label="where every lesson starts")
    ax.set(xlabel="ratio ρ of new to old probability", title=title)
    ax.legend()
axes[0].set_ylabel("what it pays")
plt.show()

# %% [markdown] id="lesson-about"
# ## 5. A lesson
#
# Now all of it. A lesson looks `EPOCHS` times at everything that was played, each time in a new random order and in
# pieces of `BATCH` steps. For each piece the optimiser takes one step on three terms:
#
# - PPO's loss, for the actor;
# - ½ · the mean squared error of the value, for the critic: it should have said what it said, plus the advantage;
# - −`ENTROPY` · the mean entropy $H = -\sum_a \pi(a) \log \pi(a)$: a small pay for not being too sure too soon.
#
# The advantages are brought to mean 0 and deviation 1 first, as in `policy-gradient`, but what the critic should have
# said is computed *before* that. And no gradient may be longer than 0.5, so that a single odd piece cannot do harm.


# %% id="lesson" tags=["exercise"]
def improve(player, optimiser, played, epochs=EPOCHS, batch=BATCH):
    """One lesson of PPO on what was played."""
    advantages = advantages_of(played.rewards, played.ends, played.values, DISCOUNT, BLEND)
    wanted = (advantages + played.values[:-1]).flatten()
    advantages = ((advantages - advantages.mean()) / (advantages.std() + 1e-8)).flatten()
    memories, actions = played.memories.flatten(0, 1), played.actions.flatten()
    old_chances = played.chances.flatten()
    for _ in range(epochs):
        for piece in torch.randperm(len(actions), device=actions.device).split(batch):
            ### BEGIN SOLUTION
            #: ask the player about memories[piece]; the logarithms of all probabilities, those of the actions taken,
            #: and the entropy; the three terms; then a step, with the gradient's length limited to 0.5.
            scores, values = player(memories[piece])
            log = scores.log_softmax(dim=1)
            chances = log.gather(1, actions[piece, None]).squeeze(1)
            entropy = -(log.exp() * log).sum(dim=1).mean()
            loss = ppo_loss(chances, old_chances[piece], advantages[piece], CLIP)
            loss = loss + 0.5 * ((values - wanted[piece]) ** 2).mean() - ENTROPY * entropy
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(player.parameters(), 0.5)
            optimiser.step()
            ### END SOLUTION


# %% [markdown] tags=["hint"] for="lesson"
# `piece` is a list of step numbers, in random order. Everything that belongs to a step has to be taken at the same
# numbers: memories, actions, old chances, advantages, what the critic should have said.

# %% [markdown] tags=["hint"] for="lesson"
# `scores.log_softmax(dim=1)` has the logarithms of all three probabilities. `play` in section 2 shows how to pick the
# one of the action that was taken. The entropy needs all three.

# %% [markdown] tags=["hint"] for="lesson"
# The order of a step: `optimiser.zero_grad()`, `loss.backward()`, `nn.utils.clip_grad_norm_(player.parameters(), 0.5)`,
# `optimiser.step()`.

# %% [markdown] id="lesson-check-about"
# Four questions to your lesson, in games that were never played: does the first gradient fit a formula? Is everything
# looked at, and equally often? Does curiosity flatten a player who is too sure? Does it learn that *up* always wins?
# First the made-up games, and a player of two pixels for them.


# %% id="made-up"
class Steps(torch.optim.SGD):
    """Counts its steps."""

    taken = 0

    def step(self):
        self.taken += 1
        super().step()


class Watched(nn.Module):
    """A player of two pixels that notes which memories it was shown; the first number of a memory is its name."""

    def __init__(self):
        super().__init__()
        self.actor, self.critic, self.seen = nn.Linear(2, 3), nn.Linear(2, 1), []
        for weights in self.parameters():
            nn.init.normal_(weights, std=0.3, generator=torch.Generator().manual_seed(weights.numel()))

    def forward(self, memory):
        self.seen += memory[:, 0].tolist()
        return self.actor(memory), self.critic(memory).squeeze(-1)


def made_up(player, steps=12, boards=4, pay=lambda actions: torch.where(actions == 1, 1.0, -1.0)):
    """Games of one step each, with memories that can be told apart."""
    deal = torch.Generator().manual_seed(5)
    memories = torch.stack([torch.arange(steps * boards) / 50, torch.ones(steps * boards)], dim=1)
    actions = torch.randint(3, (steps, boards), generator=deal)
    with torch.no_grad():
        scores, values = player(memories)
    log = scores.log_softmax(1).gather(1, actions.view(-1, 1)).view(steps, boards)
    values = torch.cat([values.view(steps, boards), torch.zeros(1, boards)])
    memories, ends = memories.view(steps, boards, 2), torch.ones(steps, boards, dtype=torch.bool)
    return Played(memories, actions, log, pay(actions), ends, values)


# %% id="lesson-gradient" tags=["check"]
watched = Watched()
games = made_up(watched)
gains = (games.rewards - games.values[:-1]).flatten()
improve(watched, Steps(watched.parameters(), lr=0.0), games, epochs=1, batch=48)
assert watched.actor.weight.grad is not None, "No gradient reached the actor. Is there a backward?"
mine = [weights.grad.clone() for weights in watched.parameters()]
watched.zero_grad()
scores, values = watched(games.memories.flatten(0, 1))
log = scores.log_softmax(1)
push = log.gather(1, games.actions.view(-1, 1)).squeeze(1) * (gains - gains.mean()) / gains.std()
curious = -(log.exp() * log).sum(1).mean()
(-push.mean() + 0.5 * ((values - games.rewards.flatten()) ** 2).mean() - ENTROPY * curious).backward()
nn.utils.clip_grad_norm_(watched.parameters(), 0.5)
theirs = [weights.grad for weights in watched.parameters()]
assert not np.allclose(mine[2], 0), "The critic got no gradient: the second term is missing."
length = sum((part**2).sum() for part in mine) ** 0.5
assert length < 0.51, f"The gradient is {length:.2f} long and should have been limited to 0.5 before the step."
assert all(torch.allclose(a, b, atol=1e-4) for a, b in zip(mine, theirs, strict=True)), (
    "The first gradient is not that of the three terms. Is everything taken at the numbers in `piece`, are the chances "
    "those of the actions taken, and does each term have its factor and sign?"
)
for lesson in (made_up(watched, pay=lambda actions: torch.where(actions == 0, 1.0, -1.0)), games):
    improve(watched, Steps(watched.parameters(), lr=0.0), lesson, epochs=1, batch=48)
again = [weights.grad for weights in watched.parameters()]
assert all(torch.allclose(a, b, atol=1e-4) for a, b in zip(mine, again, strict=True)), (
    "A gradient still holds what the piece before left in it: gradients have to be cleared."
)

# %% id="lesson-pieces" tags=["check"]
watched = Watched()
games = made_up(watched)
watched.seen.clear()
steps = Steps(watched.parameters(), lr=1e-3)
improve(watched, steps, games, epochs=3, batch=20)
shown = np.rint(np.array(watched.seen) * 50).astype(int)
assert sorted(shown) == sorted(list(range(48)) * 3), (
    "In three epochs each of the 48 memories should be asked about exactly three times."
)
assert steps.taken == 9, f"48 steps in pieces of 20 are three pieces, three times: 9 steps. You took {steps.taken}."

# %% id="lesson-learns" tags=["check"]
sure = Watched()
with torch.no_grad():
    sure.actor.bias += torch.tensor([3.0, 0, 0])
dull = made_up(sure, pay=lambda actions: torch.zeros(actions.shape))
dull = dull._replace(values=torch.zeros_like(dull.values))
before = sure(dull.memories.flatten(0, 1))[0].softmax(1)[:, 0].mean().item()
improve(sure, torch.optim.SGD(sure.actor.parameters(), lr=2.0), dull, epochs=40)
after = sure(dull.memories.flatten(0, 1))[0].softmax(1)[:, 0].mean().item()
assert after < before - 0.005, (
    "Where nothing is won or lost, curiosity alone should flatten the policy; its surest action went from "
    f"{before:.3f} to {after:.3f}. Look at the sign of the entropy."
)
pupil = Watched()
optimiser = torch.optim.Adam(pupil.parameters(), lr=0.02)
for _ in range(12):
    improve(pupil, optimiser, made_up(pupil))
scores, values = pupil(made_up(pupil).memories.flatten(0, 1))
up = scores.softmax(1)[:, 1].mean().item()
assert up > 0.6, f"Action 1 always wins here; after twelve lessons its probability is {up:.2f}."

# %% [markdown] id="sleep-about"
# ## 6. A run that may be stopped
#
# A long run is stopped: by you, by a power cut, by the end of the time that a cluster gave you. What has to be in the
# file so that tomorrow's run goes on as if nothing had happened? The weights, yes. But Adam, too, has a memory, its
# running means of gradients and squares; without it the first steps after waking up are wild. And how far we had come.
#
# One more thing: if the power goes *while* the file is written, the old one is gone and the new one is half there. So
# write to a neighbour first, `path.with_suffix(".part")`, and put it in the old one's place when it is complete;
# `Path.replace` does that in one stroke.


# %% id="sleep" tags=["exercise"]
def save(path, player, optimiser, curve):
    """Writes all that a run needs to go on; an interruption leaves the old file whole."""
    ### BEGIN SOLUTION
    #: torch.save a dictionary of both state_dict()s and the curve, beside the file; then put it in its place.
    beside = path.with_suffix(".part")
    torch.save({"player": player.state_dict(), "optimiser": optimiser.state_dict(), "curve": curve}, beside)
    beside.replace(path)
    ### END SOLUTION


def resume(path, player, optimiser):
    """Puts player and optimiser back to where they were when saved; the curve so far, a list."""
    ### BEGIN SOLUTION
    #: torch.load with map_location=DEVICE; load_state_dict of both; answer with the curve.
    kept = torch.load(path, map_location=DEVICE)
    player.load_state_dict(kept["player"])
    optimiser.load_state_dict(kept["optimiser"])
    return kept["curve"]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="sleep"
# Which three things change from one update to the next and are needed afterwards? Two of them know themselves how to
# say what they are: `state_dict()`.

# %% [markdown] tags=["hint"] for="sleep"
# `torch.save({"player": …, "optimiser": …, "curve": curve}, beside)` writes a dictionary, `beside.replace(path)`
# renames.

# %% [markdown] tags=["hint"] for="sleep"
# `torch.load(path, map_location=DEVICE)` reads it back, on whatever device this machine has. `load_state_dict` is the
# counterpart of `state_dict`, for the player and for the optimiser.

# %% [markdown] id="sleep-check-about"
# One pupil learns without a break, another is saved and goes on in a new body. Afterwards nobody may be able to tell
# them apart. Then a save that fails halfway: a curve with something in it that cannot be written.


# %% id="sleep-check" tags=["check"]
def pupil_with_optimiser(seed):
    torch.manual_seed(seed)
    pupil = Watched()
    with torch.no_grad():
        pupil.actor.bias += torch.randn(3)
    return pupil, torch.optim.Adam(pupil.parameters(), lr=0.02)


with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "run.pt"
    pupil, optimiser = pupil_with_optimiser(1)
    lesson = made_up(pupil)
    for _ in range(3):
        improve(pupil, optimiser, lesson)
    save(file, pupil, optimiser, [0.25, 0.5])
    assert file.exists(), "There is no file at `path`."
    other, its_optimiser = pupil_with_optimiser(2)
    curve = resume(file, other, its_optimiser)
    assert curve == [0.25, 0.5], f"The curve was [0.25, 0.5]; what comes back is {curve}."
    same = all(torch.equal(a, b) for a, b in zip(pupil.parameters(), other.parameters(), strict=True))
    assert same, "The player that comes back is not the one that was saved."
    assert its_optimiser.state_dict()["state"], "Adam came back with an empty memory: it is part of the run."
    for who, whose in [(pupil, optimiser), (other, its_optimiser)]:
        torch.manual_seed(7)
        improve(who, whose, lesson)
    same = all(torch.allclose(a, b, atol=1e-6) for a, b in zip(pupil.parameters(), other.parameters(), strict=True))
    assert same, "After one more lesson the two differ: something that the run needs did not come back."
    try:
        save(file, pupil, optimiser, [lambda: "cannot be written"])
    except Exception:
        try:
            curve = resume(file, other, its_optimiser)
        except Exception as reason:
            raise AssertionError(
                f"A save that failed halfway took the old file along ({type(reason).__name__}). Write beside it first."
            ) from None
        assert curve == [0.25, 0.5], "A save that failed halfway changed the old file. Write beside it first."

# %% [markdown] id="train-about"
# ## 7. Learning
#
# `train` needs no more than what you have. It goes on from a file if there is one, plays `STEPS` steps on all boards,
# gives a lesson, and saves now and then. The learning rate falls in a straight line to 0, so that the player comes to
# rest instead of trembling around a good place. (Serves and dice after waking up are new ones. That does no harm.)
#
# It takes two to three minutes. **Predict:** in `policy-gradient` 2.5 million steps led to half of the points. Now it
# is 1.8 million. Where will the curve end?

# %% id="train-guess"
my_share = None

# %% [markdown] id="train-task"
# And off it goes.


# %% id="train"
def train(player, game, boards, updates, path, sitting=None):
    """Trains until `updates` updates are done, in all sittings together; the share of points won in each."""
    optimiser = torch.optim.Adam(player.parameters(), lr=RATE, eps=1e-5)
    curve = resume(path, player, optimiser) if path.exists() else []
    torch.manual_seed(SEED + len(curve))
    arcade = Arcade(game, boards, seed=1_000 * (SEED + 1) + 100_000 * len(curve))
    until = updates if sitting is None else min(updates, len(curve) + sitting)
    progress = tqdm(range(len(curve), until), initial=len(curve), total=updates, desc=path.stem)
    for update in progress:
        optimiser.param_groups[0]["lr"] = RATE * (1 - update / updates)
        played = play(player, arcade, STEPS)
        improve(player, optimiser, played)
        curve.append(points_won(played.rewards))
        progress.set_postfix(won=f"{np.mean(curve[-20:]):.2f}")
        if (update + 1) % 50 == 0 or update + 1 == until:
            save(path, player, optimiser, curve)
    return curve


kept = Path("my-mini-pong.pt")
kept.unlink(missing_ok=True)  # begin anew; without this line a second run would find that all is done
player = small_player(SEED)
curve = train(player, mini, BOARDS, UPDATES, kept)

# %% [markdown] id="score-about"
# The exam: new serves, nothing learned on the way, and always the likeliest action, for there is nothing left to
# explore.

# %% id="score"
AT_LEAST = 0.62
won = examine(player, mini, seed=987_654)
end = np.mean(curve[-20:])
print(f"{won:.3f} of the points won; {end:.3f} at the end of the curve, {random_share:.3f} by pressing at random")
result = {"name": "share of points won, PPO", "value": round(won, 3), "unit": ""}
display({"application/vnd.dl-curriculum.metric+json": {**result, "at_least": AT_LEAST}}, raw=True)

# %% id="score-check" tags=["check"] for="lesson blame careful"
assert won > random_share + 0.1, (
    f"After training it wins {won:.2f} of its points, hardly more than by pressing at random. If all checks above "
    "pass, was something changed since, in `play` or in the parameters?"
)
assert won >= AT_LEAST, (
    f"It wins {won:.2f} of its points; with the settings above, {AT_LEAST} and more is usual. "
    "With fewer updates this check is not meant to pass: set UPDATES back and run again from the parameters."
)

# %% [markdown] id="curve-about"
# The curve of the run, each point the mean of 20 updates. **Predict** before you look: does it rise evenly, or quickly
# at first? And is the exam above its end or below?


# %% id="curve"
def smooth(curve, window=20):
    """The numbers of updates and the means of the window that ends there."""
    window = min(window, len(curve))
    return np.arange(window, len(curve) + 1), np.convolve(curve, np.ones(window) / window, "valid")


fig, ax = plt.subplots(figsize=(8.5, 3.8))
updates, share = smooth(curve)
ax.plot(updates * STEPS * BOARDS / 1e6, share, color=BLUE, lw=2, label="while it learned, dice drawn")
ax.plot(len(curve) * STEPS * BOARDS / 1e6, won, "D", color=GREEN, ms=8, label=f"exam, without dice: {won:.2f}")
if my_share is not None:
    ax.plot(len(curve) * STEPS * BOARDS / 1e6, my_share, "x", color="black", ms=10, mew=2, label="your guess")
ax.axhline(random_share, color=ORANGE, ls="--", label="pressing at random")
ax.set(xlabel="steps played, millions", ylabel="share of points won", ylim=(0, 1), title="Mini-Pong with PPO")
ax.legend(loc="upper left")
plt.show()

# %% [markdown] id="curve-why"
# While it learns, the player draws its actions; in the exam it does not. That alone is worth some points. And it has
# not reached the top: a program that simply follows the ball wins more than 95 of 100 points. To go on, take out the
# line with `unlink`, set `UPDATES` higher and run `train` again: your checkpoint continues where it stopped.
#
# ## 8. Look at it play
#
# A film is worth more than a curve: it shows *how* points are lost. The paddle on the right is the player. Both get the
# same serves, until they begin to differ.


# %% id="film"
def paint(arcade):
    """The first board as people want to see it: Mini-Pong in colours, any other game as its screen is."""
    machine = arcade.machine
    return machine.render()[0] if isinstance(machine, MiniPongVector) else arcade.game.screens(arcade.shown)[0]


def film(players, game, steps, seed):
    """A GIF of one board for each player, side by side, as bytes; players is a dictionary from names."""
    reels = []
    for player in players.values():
        arcade, reel = Arcade(game, 1, seed), []
        for _ in range(steps):
            reel.append(Image.fromarray(paint(arcade)))
            play(player, arcade, 1, greedy=True)
        reels.append(reel)
    wide, high = reels[0][0].size
    pages = []
    for moment in zip(*reels, strict=True):
        page = Image.new("RGB", ((wide + 16) * len(reels), high + 28), "white")
        for place, (name, frame) in enumerate(zip(players, moment, strict=True)):
            page.paste(frame, ((wide + 16) * place + 8, 20))
            ImageDraw.Draw(page).text(((wide + 16) * place + 8, 4), name, fill="black")
        pages.append(page.quantize(16))
    file = io.BytesIO()
    pages[0].save(file, "GIF", save_all=True, append_images=pages[1:], duration=60, loop=3)
    return file.getvalue()


def show(moving, meaning):
    print(f"{len(moving) / 1000:.0f} kB")
    shown = base64.b64encode(moving).decode()
    display(HTML(f'<img src="data:image/gif;base64,{shown}" alt="{meaning}">'))


pair = {"before": small_player(SEED), "after": player}
show(
    film(pair, mini, 240, seed=5),
    "Two games side by side: before, the paddle stands still; after, it follows the ball.",
)

# %% [markdown] id="critic-about"
# And what does the critic think meanwhile? Here are 160 steps on one board, its value at every step, and the points
# that fell. **Predict:** a point is lost when the ball leaves the table. When does the value fall: then, when the ball
# passes the paddle, or before?
#
# *Your words:*
#

# %% id="critic"
torch.manual_seed(SEED)
watched_run = play(player, Arcade(mini, 8, seed=11), 160)
points = [(watched_run.rewards == sign).sum(dim=0) for sign in (1, -1)]
board = int((points[0] * points[1]).argmax())
rewards, values = watched_run.rewards[:, board].cpu(), watched_run.values[:-1, board].cpu()
fig, ax = plt.subplots(figsize=(9, 3.4))
ax.plot(values, color=BLUE, lw=2, label="the critic's value")
for sign, marker, colour, name in [(1, "^", GREEN, "a point won"), (-1, "v", ORANGE, "a point lost")]:
    at = (rewards == sign).nonzero().flatten()
    ax.plot(at, rewards[at], marker, color=colour, ms=9, label=name)
ax.axhline(0, color="black", lw=0.6)
ax.set(xlabel="step", ylabel="value, reward", ylim=(-1.2, 1.2), title="the critic sees it coming")
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown] id="atari-about"
# ## 9. The real one
#
# Now the same pipeline, the same lesson and the same checkpoint play the Pong that came out for the Atari in 1977. It
# is not part of this curriculum: the package `ale-py` holds an emulator (under the GNU General Public License, version
# 2) and the game. `%pip install ale-py` in a cell of its own, a restart of the kernel, and the next cell finds it.
# Without it these cells say that they were skipped, and nothing else needs them.
#
# What is different is only the `Game`, and the net: for 80 × 80 dots convolutions pay. And the patience.

# %% id="atari"
try:
    import ale_py
    import gymnasium
except ImportError:
    ale_py = None
    print(
        "Skipped: ale-py is not installed here. That is fine; to play the real Pong, run   %pip install ale-py   first."
    )


def real_pong(boards):
    """The game on many boards: screens in colour, a decision every four of the machine's pictures."""
    gymnasium.register_envs(ale_py)
    return gymnasium.make_vec(
        "ALE/Pong-v5",
        num_envs=boards,
        img_height=210,
        img_width=160,
        grayscale=False,
        stack_num=1,
        autoreset_mode=gymnasium.vector.AutoresetMode.SAME_STEP,
    )


atari = drawn._replace(make=real_pong, screens=lambda shown: shown[:, 0])


def large_player(seed):
    torch.manual_seed(seed)
    seeing = [
        nn.Conv2d(FRAMES, 32, 8, 4),
        nn.ReLU(),
        nn.Conv2d(32, 64, 4, 2),
        nn.ReLU(),
        nn.Conv2d(64, 64, 3),
        nn.ReLU(),
    ]
    body = nn.Sequential(*seeing, nn.Flatten(), nn.Linear(64 * 6 * 6, 512), nn.ReLU())
    return Player(body, 512).to(DEVICE)


if ale_py:
    arcade = Arcade(atari, 1, SEED)
    for _ in range(60):
        arcade.press(np.array([1]))
    fig, axes = plt.subplots(1, 3, figsize=(10, 4))
    axes[0].imshow(paint(arcade))
    for ax, plane in zip(axes[1:], as_the_net_sees(torch.tensor(arcade.memory))[0], strict=True):
        ax.imshow(plane, cmap="PuOr_r", vmin=-1, vmax=1)
    for ax, title in zip(axes, ["the real screen", "what your eye leaves of it", "what has changed"], strict=True):
        ax.set(title=title, xlabel="column", ylabel="row")
    plt.show()

# %% [markdown] id="hours-about"
# How long does it take? The honest answer: we have not played it to the end. What follows is reckoned from speeds that
# we measured.
#
# - The whole run below is 2,500 updates, ten million decisions. One thread of a processor manages about 350 of them a
#   second, learning included: eight hours, if it has nothing else to do. Three quarters of that is the arithmetic of
#   the convolutions, which a graphics card does in passing; emulator and eye are left, and that makes a few hours.
# - On a processor nothing seems to happen for the first hour. The score of a match stays at −21, the worst there is, or
#   next to it. That is no fault of yours: by chance one point in some forty is won, and all has to grow from these.
# - What curve you get is not known to us, so no check waits at the end. It is your own experiment.
#
# Set `ATARI_UPDATES` in the parameters to what you have time for, say 200, run the parameters and then the next cell.
# It stops by itself and leaves `my-atari-pong.pt`; the next sitting goes on there, also after a restart. Even if you
# interrupt it, at most 50 updates are lost.

# %% id="atari-train"
ATARI_TOTAL = 2500
if ale_py is None:
    print("Skipped: it needs ale-py, see above.")
elif ATARI_UPDATES == 0:
    print("Nothing to do: ATARI_UPDATES is 0.")
else:
    pro = large_player(SEED)
    atari_curve = train(pro, atari, BOARDS, ATARI_TOTAL, Path("my-atari-pong.pt"), sitting=ATARI_UPDATES)
    print(f"{len(atari_curve)} of {ATARI_TOTAL} updates done")
    updates, share = smooth(atari_curve)
    fig, ax = plt.subplots(figsize=(8, 3.3))
    ax.plot(updates * STEPS * BOARDS / 1e6, share, color=BLUE, lw=2)
    ax.axhline(0.5, color=GREY, ls=":", label="as good as the machine")
    ax.set(xlabel="decisions, millions", ylabel="share of points won", ylim=(0, 1), title="the real Pong")
    ax.legend()
    plt.show()
    show(film({"the real Pong": pro}, atari, 250, seed=SEED), "The Atari's Pong, the player on the right.")

# %% [markdown] id="change"
# ## Change this, what happens?
#
# One knob at a time; write what you expect, run from the parameters on. 150 updates show a lot. (The last check is made
# for the settings as they were: while you play, do not mind it.)
#
# 1. `EPOCHS = 10`, then `EPOCHS = 1`. What does the clip have to do in each case?
# 2. `CLIP = 10` (no clip at all) with `EPOCHS = 10`. How does it end?
# 3. `BLEND = 0` and `BLEND = 1`. Whom do you trust more after a hundred updates, the critic or the reward?
# 4. `ENTROPY = 0`, then 0.1. Look at the films.
# 5. `FRAMES = 1`, in the cell of `remember`: blind to motion. How far does it get?
# 6. With `ale-py`: give `make_vec` also `repeat_action_probability=0.25`. Now and then a button sticks. Why is that a
#    fairer game? (Machado and others, 2018.)
#
# *What I expected, and what happened:*
#

# %% [markdown] id="origin"
# ## Where this comes from, where it comes again
#
# **Volodymyr Mnih** and others showed in 2013 that one net can learn Atari games from pixels and score
# (<https://arxiv.org/abs/1312.5602>); eye and memory are theirs, with four frames. The emulator as a test bench is by
# **Marc Bellemare** and others (*The Arcade Learning Environment*, <https://arxiv.org/abs/1207.4708>). **Andrej
# Karpathy's** *Pong from Pixels* (<https://karpathy.github.io/2016/05/31/rl/>) crops, thins and subtracts as you did.
# The blend of surprises is *generalised advantage estimation* (<https://arxiv.org/abs/1506.02438>), the clipped loss
# *proximal policy optimization* (<https://arxiv.org/abs/1707.06347>), both by **John Schulman** and others.
#
# It comes again in the **capstone** of the next stage, where a game of your own choice takes the place of Pong; in
# **AlphaGo Zero**, whose two heads on one body look like yours; and in language models that learn from people's
# preferences, where PPO was the first way to do it.
#
# **When it hurts:** if the clip seems arbitrary, draw the four cases (good or bad action, likelier or rarer) on paper
# and ask of each what a further step would change. The page on PPO in Spinning Up
# (<https://spinningup.openai.com/en/latest/algorithms/ppo.html>) says it in another way. If a run does not learn: first
# the film, then the entropy, then a task that it cannot fail, such as the one in the checks.

# %% [markdown] id="summary"
# ## In your own words
#
# Why may PPO look at the same games several times, and REINFORCE not? What is in a checkpoint, and why is it written
# beside the old one? Two sentences each, as you would tell a friend.
#
# *My answer:*
