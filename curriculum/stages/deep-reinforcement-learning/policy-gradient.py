# %% [markdown] id="question"
# # Learning a game from its score
#
# Nobody tells you the rules. You see 24 × 24 grey dots, you may press one of three buttons, and now and then, long
# after the button that mattered, somebody says *point* or *point lost*. Could a net that starts with random weights
# learn to play from that alone?
#
# It can, and the idea behind it fits in one line: **do more of what was followed by winning**. This notebook builds
# that line, REINFORCE, from its parts, and lets it play table tennis against a program that follows the ball.
#
# Afterwards you will be able to
#
# - turn pictures into something that shows motion,
# - say why a policy is sampled rather than maximised while it learns,
# - derive the gradient of an expected score, although the score itself cannot be differentiated,
# - hand a late reward back to the actions before it (returns and discounting),
# - show that most of the trouble is noise, and take some of it out with a baseline.
#
# It takes about an hour, some two minutes of which the computer trains. You should have met softmax and cross-entropy,
# and a training loop in PyTorch.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "gymnasium": "gymnasium", "PIL": "pillow", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="setup-words"
# ## Set-up
#
# The game is in the file `mini_pong.py` beside this notebook: under 200 lines of numpy. Read it when you doubt it.

# %% id="setup"
import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import HTML, display
from mini_pong import SIZE, MiniPongVector
from PIL import Image, ImageDraw
from torch import nn
from tqdm.auto import tqdm

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#666666"
plt.rcParams.update({"figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white"})
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

# %% [markdown] id="parameters-words"
# These are the dials. Leave them for the first time through; at the end you will turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0
BOARDS = 64  # games played at the same time
STEPS = 128  # steps on every board between two updates
UPDATES = 300  # 300 updates are 2.5 million steps
HIDDEN = 64  # units in the policy's hidden layer
DISCOUNT = 0.97
LEARNING_RATE = 3e-3

# %% [markdown] id="game-words"
# ## The game
#
# You are the paddle on the right. Action 0 stays, 1 moves up, 2 moves down, by one row. The ball moves one column a
# step, and leaves a paddle the steeper, the further from the paddle's middle it was hit. The opponent on the left
# always follows the ball, but only half as fast as you can. Reward: +1 for a point won, −1 for a point lost, 0 in
# between.
#
# **Predict:** an agent that presses buttons at random – what share of the points will it win? And why is it not 0?
# Write your guess in the next cell, then run the one below it.

# %% [markdown] id="game-prediction"
# *My guess:*

# %% id="game"
boards = MiniPongVector(BOARDS)
pictures, _ = boards.reset(seed=SEED)
chance = np.random.default_rng(SEED)
frames, rewards_seen = [], []
for _ in range(1000):
    frames.append(pictures[0])
    pictures, rewards, over, cut_short, _ = boards.step(chance.integers(3, size=BOARDS))
    rewards_seen.append(rewards)
rewards_seen = np.array(rewards_seen)
points = (rewards_seen != 0).sum()
random_share = (rewards_seen > 0).sum() / points
print(f"{points} points in {rewards_seen.size} steps, {random_share:.3f} of them won")

figure, axes = plt.subplots(1, 6, figsize=(10, 2.2))
for axis, step in zip(axes, range(0, 12, 2), strict=True):
    axis.imshow(frames[step], cmap="gray")
    axis.set(title=f"step {step}", xticks=[0, 23], yticks=[0, 23])
axes[0].set(xlabel="column", ylabel="row")
plt.show()

# %% [markdown] id="game-after"
# A ball now and then meets a paddle that is there by luck, and sometimes it comes back too steep for the opponent.
# Note how rare the news is: about 27 steps with nothing to learn from for each one that says something.
#
# ## What the net sees
#
# Look at *one* of the pictures above: is the ball coming or going? One picture cannot tell, two can. So the net gets
# two planes: the picture as it is now, and what has changed since the picture before (−1 where something went dark, +1
# where something lit up).


# %% id="look" tags=["exercise"]
def look(now: np.ndarray, before: np.ndarray) -> torch.Tensor:
    """What the net sees: for each board, the picture (0 to 1), then its change (-1 to 1), in one row of 1152 numbers.

    now and before are uint8 pictures of shape (boards, 24, 24) with values 0 to 255.
    """
    ### BEGIN SOLUTION
    #: scale both pictures to 0…1, subtract, put picture and change side by side: shape (boards, 1152),
    #: float32, on `device`.
    now = torch.as_tensor(now, device=device).float() / 255
    before = torch.as_tensor(before, device=device).float() / 255
    return torch.stack([now, now - before], dim=1).flatten(1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="look"
# The pictures are `uint8`. What is 0 − 255 in a type that knows no negative numbers? Decide what has to happen first.

# %% [markdown] tags=["hint"] for="look"
# `torch.as_tensor(now, device=device).float() / 255` gives numbers from 0 to 1. Do the same with `before`, then
# `torch.stack` along a new axis 1 makes (boards, 2, 24, 24), and `flatten(1)` joins everything but the boards.

# %% [markdown] id="look-check-words"
# Two dots that move are enough to try it.

# %% id="look-planes" tags=["check"]
before, now = np.zeros((2, 3, SIZE, SIZE), dtype=np.uint8)
before[:, 5, 7], now[:, 6, 8] = 255, 255
seen = look(now, before)
assert seen.shape == (3, 2 * SIZE * SIZE), f"One row of 1152 numbers a board was asked for; the shape is {seen.shape}."
assert seen.dtype == torch.float32, f"A net computes with float32; these numbers are {seen.dtype}."
picture, change = seen.reshape(3, 2, SIZE, SIZE).cpu().unbind(1)
assert picture.max() == 1, f"The brightest dot of the picture should be 1; here it is {picture.max():g}."
assert picture.sum() == picture[:, 6, 8].sum() == 3, "The first plane should be the picture as it is now."
assert change.min() == -1, (
    f"Where the ball left, the change should be -1; here the smallest is {change.min():g}. "
    "In uint8, 0 - 255 is not -255: the numbers go around."
)
assert (change[0, 6, 8], change[0, 5, 7]) == (1, -1), "Where the ball arrived the change is +1, where it left -1."

# %% [markdown] id="look-picture-words"
# This is how the net sees a moment of the random game: white dots in the left plane, a trail in the right one.

# %% id="look-picture"
planes = look(frames[8][None], frames[7][None]).reshape(2, SIZE, SIZE).cpu()
figure, axes = plt.subplots(1, 2, figsize=(7, 3.2))
for axis, plane, title in zip(axes, planes, ["the picture", "what has changed"], strict=True):
    shown = axis.imshow(plane, cmap="PuOr_r", vmin=-1, vmax=1)
    axis.set(title=title, xlabel="column", ylabel="row")
figure.colorbar(shown, ax=axes, label="value given to the net")
plt.show()

# %% [markdown] id="policy-words"
# ## A policy is a distribution
#
# The *policy* $\pi_\theta(a \mid s)$ gives each action $a$ a probability in the situation $s$; $\theta$ are the net's
# weights. The net below is as plain as can be: one hidden layer, three logits, softmax turns them into probabilities.
# Its last layer starts at zero, so in the beginning every action has probability one third.


# %% id="policy"
def new_policy(seed: int) -> nn.Sequential:
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(2 * SIZE * SIZE, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 3))
    nn.init.zeros_(net[2].weight)
    nn.init.zeros_(net[2].bias)
    return net.to(device)


# %% [markdown] id="sample-words"
# While it learns, the agent *draws* its action from these probabilities. If it always took the most probable one, it
# would never try anything else, and would never find out that something else is better.


# %% id="sample" tags=["exercise"]
def sample(logits: torch.Tensor) -> torch.Tensor:
    """One action for each row of logits, of shape (boards, 3), drawn with the probabilities of its softmax."""
    ### BEGIN SOLUTION
    #: turn each row of logits into probabilities, and draw one action for each row: shape (boards,).
    return torch.multinomial(logits.softmax(dim=1), 1).squeeze(1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="sample"
# Which axis holds the three actions of one board? The probabilities have to sum to 1 along that one.

# %% [markdown] tags=["hint"] for="sample"
# `torch.multinomial(probabilities, 1)` draws one column for each row, and answers with shape (boards, 1). One axis is
# left over; `squeeze(1)` removes it.

# %% [markdown] id="sample-check-words"
# Drawn 20,000 times, the frequencies have to come close to the softmax.

# %% id="sample-frequencies" tags=["check"]
torch.manual_seed(1)
rows = torch.tensor([[0.0, 1.0, 2.0], [3.0, 0.0, 0.0]], device=device).repeat(10_000, 1)
drawn = sample(rows)
assert drawn.shape == (20_000,), f"One action for each board: shape (20000,) was expected, {tuple(drawn.shape)} came."
frequency = torch.stack([(drawn[0::2] == action).float().mean() for action in range(3)]).cpu()
expected = torch.tensor([0.0900, 0.2447, 0.6652])
assert frequency.max() < 1, "The same action came every time. Draw by the probabilities, do not take the largest."
assert torch.allclose(frequency, expected, atol=0.02), (
    f"The logits 0, 1, 2 have the softmax {[round(value, 2) for value in expected.tolist()]}; "
    f"your actions came with the frequencies {[round(value, 2) for value in frequency.tolist()]}."
)
share = (drawn[1::2] == 0).float().mean()
assert abs(share - 0.9094) < 0.02, f"In the row 3, 0, 0, action 0 should come 91 % of the time; it came {share:.0%}."

# %% [markdown] id="play-words"
# With eyes and hands, the agent can play. `Player` keeps many boards going, and remembers what was seen, done and
# earned; every array has the shape (steps, boards, …). There is nothing to write here, but read `play`: learning
# needs exactly these three things.


# %% id="play"
class Player:
    """Plays policies on many boards at once; the games go on from one call to the next."""

    def __init__(self, boards: int, seed: int):
        self.game = MiniPongVector(boards, render_mode="rgb_array")
        self.now, _ = self.game.reset(seed=seed)
        self.before = self.now

    @torch.no_grad()
    def play(self, policy, steps: int):
        """What was seen (steps, boards, 1152), which actions were taken and what they earned (steps, boards)."""
        looks, actions, rewards = [], [], []
        for _ in range(steps):
            looks.append(look(self.now, self.before))
            actions.append(sample(policy(looks[-1])))
            self.before = self.now
            self.now, earned, *_ = self.game.step(actions[-1].cpu().numpy())
            rewards.append(torch.as_tensor(earned, dtype=torch.float32, device=device))
        return torch.stack(looks), torch.stack(actions), torch.stack(rewards)


def points_won(rewards: torch.Tensor) -> float:
    """The share of the finished points that the agent won."""
    return ((rewards > 0).sum() / (rewards != 0).sum().clamp(min=1)).item()


def examine(policy, seed: int) -> float:
    """The share of points that a policy wins in 160,000 steps on boards of its own."""
    player = Player(64, seed)
    return points_won(torch.cat([player.play(policy, 100)[2] for _ in range(25)]))


# %% [markdown] id="start-words"
# The untrained net is a random player in a costume. That is a fact we can check, and the number to beat.

# %% id="sample-start" tags=["check"] for="sample"
start_share = examine(new_policy(SEED), SEED)
print(f"the untrained net wins {start_share:.3f} of its points")
assert 0.20 < start_share < 0.26, (
    "An untrained net should win what a random player wins, 0.20 to 0.26 of the points; "
    f"this one wins {start_share:.2f}. "
    "Do all three actions come equally often?"
)

# %% [markdown] id="trick-words"
# ## The gradient of a score
#
# We want weights $\theta$ for which the expected score $J(\theta) = \mathbb{E}[R]$ is large. But the score comes out
# of a game that nobody can differentiate. The way round: the game does not depend on $\theta$, only the
# *probabilities* of what we do in it. For one decision with actions $a$ and scores $R(a)$,
#
# $$\nabla J = \nabla \sum_a \pi_\theta(a)\, R(a) = \sum_a R(a)\, \nabla \pi_\theta(a)
# = \sum_a \pi_\theta(a)\, R(a)\, \frac{\nabla \pi_\theta(a)}{\pi_\theta(a)}
# = \mathbb{E}\big[R\; \nabla \log \pi_\theta(a)\big].$$
#
# Multiplying and dividing by $\pi$ is the whole trick. The last form is an average over what the policy does anyway,
# so we can *estimate* it by playing: no derivative of the game appears in it. In words: each action is pushed to be
# more probable, in proportion to the score that followed.
#
# PyTorch descends, so we hand it the negative: $\;L = -\frac{1}{n}\sum_i A_i \log \pi_\theta(a_i \mid s_i)$, where
# $A_i$ is the score given to decision $i$ (for now: any number). Compare it with the cross-entropy of a classifier:
# the same, but the "label" is what we happened to do, and its weight may be negative.
#
# **Predict:** two actions were taken in the same situation, one with $A = +1$, the other with $A = -1$. What does one
# step do to their probabilities – and to that of the third action, which was not taken?

# %% [markdown] id="trick-prediction"
# *My guess:*


# %% id="loss" tags=["exercise"]
def policy_loss(logits: torch.Tensor, actions: torch.Tensor, advantages: torch.Tensor) -> torch.Tensor:
    """REINFORCE's loss, one number; logits have the shape (…, 3), actions and advantages (…)."""
    ### BEGIN SOLUTION
    #: the log-probability of each action that was taken, times its advantage; average, and mind the sign.
    log_probability = logits.log_softmax(dim=-1).gather(-1, actions[..., None]).squeeze(-1)
    return -(log_probability * advantages).mean()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="loss"
# The softmax of the logits is the policy. You need the *logarithm* of it, and only at the action that was taken, not
# at the best one. Optimisers make losses small; what should a step do to an action with a positive advantage?

# %% [markdown] tags=["hint"] for="loss"
# `logits.log_softmax(dim=-1)` is safer than a softmax followed by `log`: think of a logit of 200.

# %% [markdown] tags=["hint"] for="loss"
# `gather(-1, actions[..., None])` picks, in each row, the column that `actions` names, and leaves an axis of length 1;
# `squeeze(-1)` removes that. Multiply by the advantages, take the mean, put a minus before it.

# %% [markdown] id="loss-check-words"
# First the value, by hand: with the probabilities ¼, ¼, ½, action 2 with advantage 2 and action 0 with advantage −1,
# the loss is $-\frac{1}{2}(2 \log \frac{1}{2} - \log \frac{1}{4}) = 0$. With only the first, it is $-2\log\frac12 =
# 1.386$.

# %% id="loss-by-hand" tags=["check"]
quarters = torch.tensor([[0.25, 0.25, 0.5]]).log()
one = policy_loss(quarters, torch.tensor([2]), torch.tensor([2.0]))
assert one.ndim == 0, f"The loss should be one number; its shape is {tuple(one.shape)}."
assert not torch.isclose(one, torch.tensor(-1.3863), atol=1e-3), (
    "Advantage 2 on an action of probability ½ should give +1.386; yours is -1.386. The sign: steps lower the loss."
)
assert torch.isclose(one, torch.tensor(1.3863), atol=1e-3), (
    f"Advantage 2 on an action with the log-probability log ½ = -0.693 should give 1.386; yours gives {one:.3f}."
)
other = policy_loss(quarters, torch.tensor([0]), torch.tensor([2.0]))
assert torch.isclose(other, torch.tensor(2.7726), atol=1e-3), (
    f"For action 0, of probability ¼, the loss should be 2.773; yours is {other:.3f}. Is it the action that was taken?"
)
both = policy_loss(quarters.repeat(2, 1), torch.tensor([2, 0]), torch.tensor([2.0, -1.0]))
assert abs(both) < 1e-5, f"The two decisions above average to 0; yours is {both:.3f}. Each row has its own action."
huge = policy_loss(torch.tensor([[200.0, 0.0, 0.0]]), torch.tensor([1]), torch.tensor([1.0]))
assert torch.isfinite(huge), "With a logit of 200 the loss is infinite: a probability became 0 before its logarithm."

# %% [markdown] id="loss-gradient-words"
# Then the gradient. For a softmax it is known: $\partial L / \partial z = A\,(\pi - \text{one-hot}(a)) / n$. And
# averaged over many draws, it has to be the slope of the true expected score, which for three actions we can compute
# exactly.

# %% id="loss-gradient" tags=["check"]
logits = torch.randn(5, 4, 3, generator=torch.manual_seed(2), requires_grad=True)
taken, credit = torch.randint(3, (5, 4)), torch.randn(5, 4)
policy_loss(logits, taken, credit).backward()
by_hand = credit[..., None] * (logits.detach().softmax(-1) - nn.functional.one_hot(taken, 3)) / 20
assert logits.grad is not None, "No gradient reached the logits."
assert logits.grad.any(), "The gradient is 0 everywhere: the loss has to depend on the logits, not on a detached copy."
assert torch.allclose(logits.grad, by_hand, atol=1e-6), (
    "The gradient is not A (π - one-hot) / n. Is the softmax along the actions, the last axis? "
    "Is it the mean over all 20 decisions?"
)
scores = torch.tensor([1.0, 0.0, -2.0])
logits = torch.tensor([0.2, 0.5, -0.3], requires_grad=True)
(exact,) = torch.autograd.grad((logits.softmax(0) * scores).sum(), logits)
drawn = torch.multinomial(logits.detach().softmax(0), 100_000, replacement=True)
(estimate,) = torch.autograd.grad(policy_loss(logits.expand(100_000, 3), drawn, scores[drawn]), logits)
assert (estimate * exact).sum() < 0, "Descending this loss lowers the expected score. The sign is wrong."
assert torch.allclose(-estimate, exact, atol=0.02), (
    f"True slope of the score {exact.tolist()}, estimated {(-estimate).tolist()}."
)

# %% [markdown] id="spread-words"
# The estimate is right *on average*. How right is it for a handful of decisions? We draw 1,000 estimates of the first
# slope, each from 30 decisions. The second time we add 10 to every score, which changes nothing about which
# action is best.
#
# **Predict:** what does adding 10 do to the histogram: its middle, its width?

# %% [markdown] id="spread-prediction"
# *My guess:*


# %% id="spread"
def slopes(scores: torch.Tensor, decisions: int = 30, repeats: int = 1000) -> np.ndarray:
    """Estimates of the slope of the expected score in the first logit."""
    estimates = []
    for _ in range(repeats):
        drawn = torch.multinomial(logits.detach().softmax(0), decisions, replacement=True)
        loss = policy_loss(logits.expand(decisions, 3), drawn, scores[drawn])
        estimates.append(-torch.autograd.grad(loss, logits)[0][0].item())
    return np.array(estimates)


plain, shifted = slopes(scores), slopes(scores + 10)
figure, axis = plt.subplots(figsize=(7, 3))
bins = np.linspace(-3, 3.6, 80)
axis.hist(shifted, bins, color=ORANGE, alpha=0.7, label=f"scores + 10: spread {shifted.std():.2f}")
axis.hist(plain, bins, color=BLUE, alpha=0.8, label=f"scores as they are: spread {plain.std():.2f}")
axis.axvline(exact[0].item(), color="black", linestyle="--", label=f"the true slope, {exact[0]:.2f}")
axis.set(xlabel="estimated slope from 30 decisions", ylabel="number of estimates")
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="spread-after"
# Same middle, much wider. When all scores are large and positive, *every* action is pushed up, the good one a little
# more; the difference drowns. Keep this picture in mind: it is the reason for the baseline below.
#
# ## Returns: who deserves the point?
#
# In the game the reward comes late. The action at step $t$ gets the *return*, the discounted sum of what follows:
# $G_t = r_t + \gamma\, r_{t+1} + \gamma^2 r_{t+2} + \dots = r_t + \gamma\, G_{t+1}$, with the discount $\gamma$ a bit
# below 1: the nearer an action was to the point, the more it is held responsible. Read from the end, it needs a
# single pass.
#
# One thing is special here: **after a point the ball is served anew**, and nothing done before has a say in the next
# rally. So the sum must not run across a point. Where $r_t \ne 0$, the return is $r_t$ and nothing else.
#
# **Work by hand** with $\gamma = \frac12$: rewards $0, 0, 1, 0, -1, 0$. What are the six returns?

# %% [markdown] id="returns-prediction"
# *My six numbers:*


# %% id="returns" tags=["exercise"]
def discounted_returns(rewards: torch.Tensor, discount: float) -> torch.Tensor:
    """The return of every step, of shape (steps, boards) like the rewards; a point begins a new count."""
    returns = torch.zeros_like(rewards)
    ### BEGIN SOLUTION
    #: go through the steps from the last to the first and fill `returns`; where a reward is not 0,
    #: what came after it no longer counts.
    following = torch.zeros_like(rewards[0])
    for step in reversed(range(len(rewards))):
        following = torch.where(rewards[step] != 0, rewards[step], discount * following)
        returns[step] = following
    ### END SOLUTION
    return returns


# %% [markdown] tags=["hint"] for="returns"
# Keep one running number for each board: the return of the step after. Which way round do you have to walk for it to
# be known when you need it?

# %% [markdown] tags=["hint"] for="returns"
# At a step with a reward, the running number *becomes* the reward; at all others it is multiplied by the discount.
# `torch.where(condition, this, otherwise)` does that for all boards at once.

# %% [markdown] id="returns-check-words"
# The same six numbers, and a second board that must not mix with the first.

# %% id="returns-by-hand" tags=["check"]
rewards = torch.tensor([[0.0, 0.0, 1.0, 0.0, -1.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]]).T
returns = discounted_returns(rewards, 0.5)
assert returns.shape == rewards.shape, f"One return for each step and board: {tuple(returns.shape)} is not (6, 2)."
first, second = returns.T.tolist()
assert first[2] == 1, f"The point at the third step is worth 1, whatever follows it: {first[2]} lets the next rally in."
assert first[4] == -1, f"The point lost at the fifth step is worth -1; yours is {first[4]}."
assert first[:2] != [0, 0], (
    "The steps before a point got nothing: the reward has to travel back, from later to earlier."
)
assert first[:2] == [0.25, 0.5], f"Before the point: half of 1, then a quarter. Yours: {first[:2]}."
assert first[3:] == [-0.5, -1.0, 0.0], f"After the first point: -0.5, -1, and 0 for the open rally. Yours: {first[3:]}."
assert second == [2.0**-power for power in range(5, -1, -1)], f"The second board has its own game. Yours: {second}."

# %% [markdown] id="returns-picture-words"
# On one board of the random games, this is how blame and praise run back from the points.

# %% id="returns-picture"
looks, actions, rewards = Player(BOARDS, SEED).play(new_policy(SEED), 400)
returns = discounted_returns(rewards, DISCOUNT)
figure, axis = plt.subplots(figsize=(9, 3))
axis.axhline(0, color=GREY, linewidth=0.8)
axis.fill_between(range(200), returns[:200, 3].cpu(), color=BLUE, alpha=0.35, label=f"return, discount {DISCOUNT}")
scored = rewards[:200, 3].nonzero().squeeze(1).cpu()
axis.plot(scored, rewards[scored, 3].cpu(), "o", color=ORANGE, label="reward")
axis.set(xlabel="step", ylabel="reward and return", title="one board, a random agent")
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="baseline-words"
# ## A baseline, because noise is the enemy
#
# The untrained agent loses most points, so most returns are negative: *everything* is pushed down, as in the wide
# histogram above. We ask instead: was this return better or worse than **usual**? Subtracting a number $b$ that does
# not depend on the action changes nothing on average, because $\mathbb{E}[b\,\nabla\log\pi] = b\,\nabla\sum_a \pi(a)
# = b\,\nabla 1 = 0$, but it can take out much of the spread. Our $b$ is the mean return of the whole batch, all steps
# and boards. Dividing by the standard deviation then keeps the size of a step the same in dull and in eventful times.


# %% id="advantages" tags=["exercise"]
def advantages_of(returns: torch.Tensor) -> torch.Tensor:
    """How much better than usual each return is, in standard deviations of the batch; the same shape."""
    ### BEGIN SOLUTION
    #: subtract the mean over all steps and boards, divide by their standard deviation;
    #: a batch without any point must give zeros, not NaN.
    return (returns - returns.mean()) / (returns.std() + 1e-8)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="advantages"
# How many means are there in "the mean of the whole batch"? And what is the deviation of a batch in which all returns
# are equal?

# %% [markdown] tags=["hint"] for="advantages"
# `returns.mean()` without an axis is one number. Add something tiny, 1e-8, to the standard deviation before dividing.

# %% [markdown] id="advantages-check-words"
# The board with good luck must stay ahead of the board with bad luck: that difference is what there is to learn from.

# %% id="advantages-of-a-batch" tags=["check"]
batch = torch.tensor([[0.5, -0.5], [1.0, -1.0], [1.0, -0.75], [0.5, -0.5]])
advantages = advantages_of(batch)
assert advantages.shape == batch.shape, f"The shape changed from {tuple(batch.shape)} to {tuple(advantages.shape)}."
assert abs(advantages.mean()) < 1e-5, f"The mean should be 0; it is {advantages.mean():.3f}. No baseline?"
assert advantages[1, 0] > advantages[1, 1], "The first board won, the second lost: better than usual is positive."
assert (advantages * batch > 0).all(), (
    "The first board won throughout and the second lost throughout; after your step that can no longer be seen. "
    "One mean for the whole batch, not one for each board."
)
assert advantages[1, 0] > advantages[0, 0] + 0.1, (
    "A return of 1 and one of 0.5 became the same. One mean for the whole batch, not one for each step."
)
assert abs(advantages.std() - 1) < 1e-3, f"The standard deviation should be 1; it is {advantages.std():.3f}."
quiet = advantages_of(torch.zeros(4, 2))
assert torch.isfinite(quiet).all(), "A batch in which nobody scored gives NaN: 0 divided by 0."

# %% [markdown] id="noise-words"
# Does it matter in the game? Every board gives its own estimate of the gradient (for the last layer's weights). We let
# 256 boards play at random, and credit the very same steps in three ways, which have the same gradient on average:
# with returns that run on across the points, with your returns, and with your returns minus their mean. The squared
# scatter says how many boards one has to average to be equally sure.
#
# **Predict:** how much does each of the two ideas save?

# %% [markdown] id="noise-prediction"
# *My guess:*


# %% id="noise"
@torch.no_grad()
def scatter(credit: torch.Tensor) -> float:
    """The variance, over boards, of the gradient of the untrained policy's last layer."""
    hidden = torch.relu(new_policy(SEED)[0](looks))
    push = (nn.functional.one_hot(actions, 3) - 1 / 3) * credit[..., None]
    return (torch.einsum("tba,tbh->bah", push, hidden) / len(looks)).var(dim=0).sum().item()


looks, actions, rewards = Player(256, SEED).play(new_policy(SEED), 192)
returns = discounted_returns(rewards, DISCOUNT)
never_cut = torch.zeros_like(rewards)
for step in reversed(range(len(rewards))):
    never_cut[step] = rewards[step] + (DISCOUNT * never_cut[step + 1] if step + 1 < len(rewards) else 0)
scatters = [scatter(never_cut), scatter(returns), scatter(returns - returns.mean())]
boards_needed = [value / scatters[-1] for value in scatters]

figure, axis = plt.subplots(figsize=(7, 2.4))
names = ["returns across points", "returns", "returns minus baseline"]
bars = axis.barh(names, boards_needed, color=[GREY, ORANGE, BLUE])
axis.bar_label(bars, fmt="%.1f", padding=4)
axis.invert_yaxis()
axis.set(xlabel="boards needed to be equally sure of the gradient", title="the same games, credited in three ways")
plt.show()

# %% [markdown] id="update-words"
# Two lines of thought save two thirds of the playing. (A better baseline knows the situation: a ball that is about to
# be missed is worth less than the average. Learning that is the *critic* of the next exercise.)
#
# ## One update
#
# Now all of it together: returns, advantages, loss, and one step of the optimiser.


# %% id="update" tags=["exercise"]
def update(policy, optimiser, looks: torch.Tensor, actions: torch.Tensor, rewards: torch.Tensor) -> None:
    """One step of REINFORCE on what a `Player` brought home, all of shape (steps, boards, …)."""
    ### BEGIN SOLUTION
    #: credit the actions with `discounted_returns` (discount DISCOUNT) and `advantages_of`, compute the
    #: `policy_loss`, and let the optimiser take one step.
    advantages = advantages_of(discounted_returns(rewards, DISCOUNT))
    loss = policy_loss(policy(looks), actions, advantages)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="update"
# The net was asked without gradients while playing. What has to be computed again, from `looks`, so that a gradient
# can flow?

# %% [markdown] tags=["hint"] for="update"
# It is the training loop of every notebook before: loss, `zero_grad`, `backward`, `step`. Only the loss is new, and it
# wants logits, actions and advantages, in this order.

# %% [markdown] id="update-check-words"
# Try it where the answer is known: a made-up game in which moving up (action 1) wins a point at once and everything
# else loses one.

# %% id="update-learns" tags=["check"]
torch.manual_seed(3)
views, presses = torch.rand(8, 16, 2 * SIZE * SIZE, device=device), torch.randint(3, (8, 16), device=device)
outcome = torch.where(presses == 1, 1.0, -1.0)
net = new_policy(3)
frozen = torch.optim.SGD(net.parameters(), lr=0.0)
update(net, frozen, views, presses, outcome)
assert net[2].weight.grad is not None, (
    "No gradient reached the policy: the loss has to be computed with it, then backward."
)
first = net[2].weight.grad.clone()
update(net, frozen, views, presses, outcome)
assert torch.allclose(net[2].weight.grad, first), (
    "The second gradient still contains the first: they have to be cleared."
)
expected = -torch.stack([(outcome - outcome.mean())[presses == action].sum() for action in range(3)])
assert torch.allclose(net[2].bias.grad, expected / 128 / (outcome.std() + 1e-8), atol=1e-5), (
    "The gradient is not that of returns minus their mean in standard deviations. Were the rewards credited as above?"
)
optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(20):
    update(net, optimiser, views, presses, outcome)
up = net(views).softmax(-1)[..., 1].mean().item()
assert abs(up - 1 / 3) > 0.01, "After twenty updates the policy is still the one it was: no step was taken."
assert up > 0.6, f"Moving up always wins here, but after twenty updates its probability is only {up:.2f}."

# %% [markdown] id="train-words"
# ## Learning
#
# Nothing more is needed. Play 128 steps on 64 boards, update, and again. It takes one to two minutes on a laptop's
# processor. In the last fifth of the updates the steps grow smaller, down to nothing: with steps of full size the
# weights never settle but keep wandering around a good place, and the last ones would be good or bad by luck.
#
# **Predict:** draw the curve in your mind. Does it rise at once, or wait first? Where does it end: 0.3, 0.5, 0.9?

# %% [markdown] id="train-prediction"
# *My guess:*

# %% id="train"
policy = new_policy(SEED)
optimiser = torch.optim.Adam(policy.parameters(), lr=LEARNING_RATE)
player = Player(BOARDS, seed=1_000 * (SEED + 1))
shares = []
progress = tqdm(range(UPDATES), desc="updates")
for done in progress:
    optimiser.param_groups[0]["lr"] = LEARNING_RATE * min(1, 5 * (1 - done / UPDATES))
    looks, actions, rewards = player.play(policy, STEPS)
    update(policy, optimiser, looks, actions, rewards)
    shares.append(points_won(rewards))
    progress.set_postfix(won=f"{np.mean(shares[-20:]):.2f}")

# %% [markdown] id="curve-words"
# The grey dots are single updates; even their height is noisy. The line is the mean of the last 20.

# %% id="curve"
figure, axis = plt.subplots(figsize=(8, 3.5))
played = np.arange(1, len(shares) + 1) * STEPS * BOARDS / 1e6
window = min(20, len(shares))
axis.plot(played, shares, ".", color=GREY, alpha=0.4, label="one update")
axis.plot(
    played[window - 1 :], np.convolve(shares, np.ones(window) / window, "valid"), color=BLUE, label=f"mean of {window}"
)
axis.axhline(random_share, color=ORANGE, linestyle="--", label="random player")
axis.set(xlabel="steps played, millions", ylabel="share of points won", ylim=(0, 0.8))
axis.legend(frameon=False, loc="upper left")
plt.show()

# %% [markdown] id="score-words"
# The curve was measured while learning. The verdict comes from boards with serves that were never played before,
# played with the last weights alone. It should not fall short of the end of the curve by more than chance does: both
# are counts of some 2,000 points, and a count of $n$ points scatters by $\sqrt{0.25 / n}$, about 0.01. A little above
# is usual, since the last net is the one that came to rest.
#
# (With steps of full size to the end, one seed fell 0.05 short of its curve, and another ended 0.03 above. Not because
# the serves were new: the frozen net won no more on the boards that it had learned on. But the curve is the mean of
# twenty nets, one after the other, while the exam tries only the last, and from one to the next they won between 0.51
# and 0.58 of their points.)

# %% id="score"
won = examine(policy, seed=987_654)
end = np.mean(shares[-20:])
print(f"{won:.3f} of the points won; {end:.3f} at the end of the curve, {random_share:.3f} by the random player")
metric = {"name": "share of points won", "value": round(won, 3), "unit": "", "at_least": 0.48}
display({"application/vnd.dl-curriculum.metric+json": metric}, raw=True)

# %% [markdown] id="wins-words"
# A better result than chance, by how much? The check knows what five seeds reached: 0.51 to 0.58.

# %% id="update-wins" tags=["check"] for="update"
assert won > start_share + 0.1, (
    f"After training the agent wins {won:.2f} of its points, before {start_share:.2f}: it has hardly learned. "
    "If the curve fell, look at the sign of the loss; if it stayed flat, at the returns."
)
assert won >= 0.48, (
    f"The agent wins {won:.2f} of its points; with the settings above, 0.48 is reached on every seed that we tried. "
    "With fewer updates this check is not meant to pass: set UPDATES back and run again from the parameters."
)

# %% [markdown] id="film-words"
# ## Look at it play
#
# Left the agent before training, right after. The blue paddle is the agent, and both get the same serves in the same
# order.


# %% id="film"
def film(policies: dict[str, nn.Module], steps: int, seed: int) -> bytes:
    """A GIF of one board for each policy, side by side."""
    films = []
    for policy in policies.values():
        torch.manual_seed(seed)
        player, frames = Player(1, seed), []
        for _ in range(steps):
            frames.append(player.game.render()[0])
            player.play(policy, 1)
        films.append(frames)
    pages = []
    for moment in zip(*films, strict=True):
        page = Image.new("RGB", (208 * len(films), 216), "white")
        for place, (name, frame) in enumerate(zip(policies, moment, strict=True)):
            page.paste(Image.fromarray(frame), (208 * place + 8, 20))
            ImageDraw.Draw(page).text((208 * place + 8, 4), name, fill="black")
        pages.append(page.quantize(16))
    file = io.BytesIO()
    pages[0].save(file, "GIF", save_all=True, append_images=pages[1:], duration=60, loop=3)
    return file.getvalue()


moving = film({"before": new_policy(SEED), "after": policy}, steps=240, seed=5)
print(f"{len(moving) / 1000:.0f} kB")
shown = base64.b64encode(moving).decode()
meaning = "Two games side by side: before training the paddle wanders, after it follows the ball."
display(HTML(f'<img src="data:image/gif;base64,{shown}" alt="{meaning}">'))

# %% [markdown] id="map-words"
# ## What has it learned?
#
# We watch it play and note, whenever a ball comes towards it on its own half: where the paddle is, where the ball is,
# and which way the net wants to go. Purple means *down*, orange *up*. On the dashed line the ball would meet the
# paddle's middle.
#
# **Predict:** where should it be orange, where purple – and where will it be undecided?

# %% [markdown] id="map-prediction"
# *My guess:*

# %% id="map"
wish, visits = np.zeros((2, SIZE, SIZE))
watched = Player(BOARDS, seed=4)
for _ in range(1000):
    with torch.no_grad():
        stay, up, down = policy(look(watched.now, watched.before)).softmax(dim=1).T.cpu().numpy()
    tables = watched.game.tables
    coming = (tables.heading > 0) & (tables.ball_x >= SIZE // 2)
    place = np.rint(tables.agent[coming]).astype(int), np.rint(tables.ball_y[coming]).astype(int)
    np.add.at(wish, place, (down - up)[coming])
    np.add.at(visits, place, 1)
    watched.play(policy, 1)

figure, axis = plt.subplots(figsize=(5.2, 4))
mean_wish = np.where(visits >= 5, wish / np.maximum(visits, 1), np.nan)
shown = axis.imshow(mean_wish, cmap="PuOr", vmin=-1, vmax=1)
axis.plot([0, SIZE - 1], [0, SIZE - 1], color="black", linestyle="--", linewidth=1)
axis.set(xlabel="ball's row", ylabel="row of the paddle's middle", title="where the agent wants to go")
figure.colorbar(shown, label="probability of down minus up")
plt.show()

# %% [markdown] id="map-after"
# Nobody told it what a ball is, and yet: up when the ball is above, down when it is below. Look where the colours
# meet. Often that is not on the dashed line but beside it, so the ball meets the *rim* of the paddle. What does the
# ball do then, and what does that do to the opponent?

# %% [markdown] id="filters-words"
# And the weights themselves. Each hidden unit has one number for each dot of the picture and of its change. Here are
# the eight units that speak loudest in the last layer: upper row the picture, lower row the change. Structure grew
# where it paid, near the paddle and the arriving ball; the rest is still the noise that it started from.

# %% id="filters"
first, last = policy[0].weight.detach().cpu(), policy[2].weight.detach().cpu()
loudest = (last - last.mean(dim=0)).norm(dim=0).argsort(descending=True)[:8]
figure, axes = plt.subplots(2, 8, figsize=(11, 3.1))
for place, unit in enumerate(loudest):
    planes = first[unit].reshape(2, SIZE, SIZE)
    bound = planes.abs().quantile(0.995)
    for axis, plane in zip(axes[:, place], planes, strict=True):
        axis.imshow(plane, cmap="PuOr", vmin=-bound, vmax=bound)
        axis.set(xticks=[], yticks=[])
    lean = last[:, unit] - last[:, unit].mean()
    axes[0, place].set_title(f"says {['stay', 'up', 'down'][int(lean.argmax())]}", fontsize=10)
axes[0, 0].set_ylabel("picture")
axes[1, 0].set_ylabel("change")
plt.show()

# %% [markdown] id="change"
# ## Change this – what happens?
#
# Turn one dial at a time, write down what you expect, run from the parameters on. 100 updates show a lot.
#
# 1. `DISCOUNT = 0.5`, then 0.999. Which actions get the blame in each case?
# 2. Return `returns` from `advantages_of` without subtracting anything. Then subtract, but do not divide.
# 3. Let `look` show only the picture, with zeros for the change. How far does it get, blind to direction?
# 4. In `score`, take the most probable action instead of drawing (once the agent has learned, nothing is left to
#    explore).
# 5. In `mini_pong.py` set `OPPONENT_SPEED = 0.7` and restart the kernel. Why is a better opponent harder to learn
#    *from*?
#
# *What I saw:*

# %% [markdown] id="origin"
# ## Where this comes from, where it comes again
#
# The rule is by **Ronald Williams** (*Simple statistical gradient-following algorithms for connectionist
# reinforcement learning*, Machine Learning, 1992, <https://doi.org/10.1007/BF00992696>); REINFORCE stands for its
# shape: reward increment = non-negative factor × offset reinforcement × characteristic eligibility. Your baseline is
# the offset, $\nabla \log \pi$ the eligibility. **Andrej Karpathy's** *Pong from Pixels* (2016,
# <https://karpathy.github.io/2016/05/31/rl/>) made it famous with 130 lines of numpy, the score cut at each point as
# here, and days of computing on the real Atari game.
#
# It comes again in **actor-critic** methods, where a second net becomes the baseline; in **PPO**, which takes several
# careful steps on the same games; in **AlphaGo**, whose first policy was improved this way; and wherever something
# that cannot be differentiated – a person's preference, a test that passes – teaches a language model.
#
# **When it hurts:** if the trick feels like sleight of hand, do the three-action example with pen and paper once.
# Chapter 13 of Sutton and Barto's *Reinforcement Learning* goes slowly; *Part 3* of Spinning Up's introduction
# (<https://spinningup.openai.com/en/latest/spinningup/rl_intro3.html>) proves each step. If training disappoints you:
# its variance is the subject's best known trouble, not yours. Compare two seeds before you believe any change.

# %% [markdown] id="summary"
# ## In your own words
#
# Why may a reward be used although nobody can differentiate it? Why subtract a baseline? Two sentences each, as you
# would tell a friend.
#
# *My answer:*
