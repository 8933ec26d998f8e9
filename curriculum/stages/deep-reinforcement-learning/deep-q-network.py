# %% [markdown] id="question"
# # What is this moment worth?
#
# Balance a broom on your palm. You do not think about the next minute; you feel that *this* lean is bad, and that
# moving the hand left would make it better. You carry a judgement of situations in you, and acting is easy: do what
# leads to the better one.
#
# Could a network learn such a judgement, from nothing but trying and dropping the broom? In 2013 a network did, on
# Atari games, and that was the beginning of deep reinforcement learning. This notebook builds it: the **deep
# Q-network**.
#
# Afterwards you will be able to
#
# - say what a Q-value is, and turn the Bellman equation into a loss,
# - explain why such a network needs a memory and a frozen copy of itself,
# - tell an episode that *ended* from one whose time ran out, and why that matters,
# - show that taking a maximum makes one too optimistic, and cure it with double Q-learning,
# - read from the finished network what it fears.
#
# It takes about 80 minutes, one of which the computer trains. You should have met Q-learning in a table, and a
# training loop in PyTorch.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "matplotlib": "matplotlib", "gymnasium": "gymnasium", "PIL": "pillow", "tqdm": "tqdm"}

# %% [markdown] id="setup-words"
# ## Set-up

# %% id="setup"
import base64
import copy
import io

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import HTML, display
from PIL import Image, ImageDraw
from torch import nn
from tqdm.auto import tqdm

torch.set_num_threads(1)  # nets as small as these are quicker so
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#666666"
plt.rcParams.update({"figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white"})
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

# %% [markdown] id="parameters-words"
# These are the dials. Leave them for the first time through; at the end you will turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0
STEPS = 25_000  # steps played in one training
DISCOUNT = 0.98
MEMORY = 25_000  # steps that the memory holds
BATCH = 64  # remembered steps in one lesson
WARM_UP = 1_000  # steps played before the first lesson
LEARN_EVERY = 2  # steps played between two lessons
REFRESH_EVERY = 100  # steps played between two frozen copies
LEARNING_RATE = 1e-3
HIDDEN = 128  # units in each of two hidden layers

# %% [markdown] id="world-words"
# ## The world
#
# `CartPole-v1` is the broom: a pole stands on a cart, and the cart can be pushed left (action 0) or right (action 1)
# fifty times a second. You see four numbers: where the cart is, how fast it moves, how far the pole leans, how fast it
# turns. Each step is worth 1. The episode **ends** when the pole leans more than 12 degrees or the cart leaves the
# track. After 500 steps it is **cut short**, although nothing bad has happened.
#
# **Predict:** how many steps does a player last who pushes at random? And one who always pushes the same way?

# %% [markdown] id="world-prediction"
# *My guess:*

# %% id="world"
world, chance = gym.make("CartPole-v1"), np.random.default_rng(SEED)


def draw(look: np.ndarray, note: str) -> Image.Image:
    """The cart and its pole as a picture of 300 by 150 dots."""
    page = Image.new("RGB", (300, 150), "white")
    pen, middle = ImageDraw.Draw(page), 150 + 60 * float(look[0])
    tip = middle + 90 * np.sin(look[2]), 115 - 90 * np.cos(look[2])
    pen.line([(6, 130), (294, 130)], fill=GREY)
    pen.rectangle([middle - 20, 113, middle + 20, 129], fill=BLUE)
    pen.line([(middle, 115), tip], fill=ORANGE, width=6)
    pen.text((8, 6), note, fill="black")
    return page


lengths, last_looks = [], []
for episode in range(300):
    look, _ = world.reset(seed=SEED + episode)
    looks, over = [look], False
    while not over:
        look, _, terminated, truncated, _ = world.step(int(chance.integers(2)))
        looks.append(look)
        over = terminated or truncated
    lengths.append(len(looks) - 1)
random_mean = float(np.mean(lengths))

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 2.9), width_ratios=[1, 1.2])
left.imshow(draw(looks[-1], f"the last episode, step {lengths[-1]}: it ends"))
left.set_axis_off()
right.hist(lengths, bins=40, color=GREY)
right.axvline(random_mean, color=ORANGE, linestyle="--", label=f"mean: {random_mean:.0f}")
right.set(xlabel="steps until the pole fell, random pushes", ylabel="episodes of 300")
right.legend(frameon=False)
plt.show()

# %% [markdown] id="value-words"
# ## Q: what an action is worth
#
# $Q(s, a)$ is the discounted sum of all rewards to come, if in situation $s$ you take action $a$ and play well from
# then on. With a reward $r$ now, a discount $\gamma$, and $s'$ as the situation that follows,
#
# $$Q(s, a) = r + \gamma \max_{a'} Q(s', a').$$
#
# This is the Bellman equation: the value of now, from the value of next. In a table you met it with one entry for each
# situation. Four real numbers do not fit into a table, so a network gives $Q$ for both actions at once.
#
# **Work out:** each step is worth 1 and $\gamma = 0.98$. What is the largest value that $Q$ can truthfully have? (What
# does $1 + \gamma + \gamma^2 + \dots$ sum to?) You will need this number below.

# %% [markdown] id="value-prediction"
# *My number:*

# %% [markdown] id="explore-words"
# ## 1. Try things
#
# A network that knows nothing and always follows its own judgement never finds out what else there is. The simplest
# cure: with probability $\varepsilon$ (epsilon) forget the judgement and take *any* action, all alike. Otherwise take
# the one with the largest $Q$.


# %% id="explore" tags=["exercise"]
def explore(net, look: np.ndarray, epsilon: float, chance: np.random.Generator) -> int:
    """An action for one look of shape (4,): with probability epsilon any of the two, otherwise the net's favourite."""
    ### BEGIN SOLUTION
    #: let `chance` decide whether to explore; if not, the action with the largest Q. Return a plain int.
    if chance.random() < epsilon:
        return int(chance.integers(2))
    with torch.no_grad():
        return int(net(torch.as_tensor(look, device=device)).argmax())
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="explore"
# Two draws may be needed: one for *whether* to explore, one for *what* to do then. How can a number drawn evenly
# between 0 and 1 be true for an event of probability $\varepsilon$?

# %% [markdown] tags=["hint"] for="explore"
# `chance.random()` lies below `epsilon` just that often. `chance.integers(2)` is 0 or 1. The net wants a tensor:
# `torch.as_tensor(look, device=device)`; nothing is learned here, so ask it under `torch.no_grad()`.

# %% [markdown] id="explore-check-words"
# Before you run it: with $\varepsilon = 0.4$ and two actions, how often is the favourite taken?

# %% id="explore-shares" tags=["check"]
dice, look = np.random.default_rng(1), np.zeros(4, dtype=np.float32)


def prefers_right(looks):
    """Stands in for a net: Q of both actions, the second one larger."""
    return looks[..., :2] * 0 + torch.tensor([2.0, 3.0], device=device)


taken = [explore(prefers_right, look, 0.0, dice) for _ in range(50)]
assert isinstance(taken[0], int), f"The action should be a plain int, which the world understands; it is {taken[0]!r}."
assert all(taken), "With epsilon 0 the action with the larger Q has to come every time."
share = np.mean([explore(prefers_right, look, 1.0, dice) for _ in range(2000)])
assert abs(share - 0.5) < 0.05, f"With epsilon 1 both actions come equally often; the favourite came {share:.0%}."
share = np.mean([explore(prefers_right, look, 0.4, dice) for _ in range(4000)])
assert abs(share - 0.8) < 0.04, (
    f"With epsilon 0.4 the favourite should be taken 80 % of the time (60 % by choice, half of 40 % by luck); "
    f"yours is taken {share:.0%}."
)

# %% [markdown] id="memory-words"
# ## 2. Remember
#
# A net trained on what happens *now* sees the same lean fifty times in a row, pulls itself there, and forgets the
# other side. So the agent writes every step into a **replay memory**, and each lesson is a handful of steps drawn from
# all of it. That also uses each experience many times.
#
# The memory holds `size` steps. Once it is full, the newest takes the place of the oldest: the places are used round
# and round.


# %% id="memory" tags=["exercise"]
class Memory:
    """The latest `size` steps: what was seen, done, earned, seen after, and 1 where the episode ended (else 0)."""

    def __init__(self, size: int, seed: int):
        self.size, self.seen = size, 0  # seen: steps pushed since the beginning
        self.chance = np.random.default_rng(seed)
        self.looks, self.after = np.zeros((2, size, 4), dtype=np.float32)
        self.actions = np.zeros(size, dtype=np.int64)
        self.rewards, self.terminated = np.zeros((2, size), dtype=np.float32)

    def push(self, look, action, reward, after, terminated) -> None:
        """Keep one step; in a full memory it takes the place of the oldest."""
        ### BEGIN SOLUTION
        #: write the five into the five arrays, at the place whose turn it is; then count the step in `self.seen`.
        place = self.seen % self.size
        self.looks[place], self.actions[place], self.rewards[place] = look, action, reward
        self.after[place], self.terminated[place] = after, terminated
        self.seen += 1
        ### END SOLUTION

    def sample(self, count: int) -> tuple[torch.Tensor, ...]:
        """`count` steps drawn at random: looks (count, 4), actions, rewards, after (count, 4), terminated."""
        ### BEGIN SOLUTION
        #: draw `count` places with `self.chance`, only such as hold a step already; then the five arrays there, as
        #: tensors on `device`.
        places = self.chance.integers(min(self.seen, self.size), size=count)
        columns = self.looks, self.actions, self.rewards, self.after, self.terminated
        return tuple(torch.as_tensor(column[places], device=device) for column in columns)
        ### END SOLUTION


# %% [markdown] tags=["hint"] for="memory"
# With room for three steps, write down the place of step 0, 1, 2, 3, 4, … Which operation gives 0, 1, 2, 0, 1, …? And
# while the memory is still filling, which places must not be drawn?

# %% [markdown] tags=["hint"] for="memory"
# The place is `self.seen % self.size`. Before the memory is full, `self.seen` steps are in it, afterwards `self.size`:
# the smaller of the two.

# %% [markdown] tags=["hint"] for="memory"
# `self.chance.integers(n, size=count)` draws `count` whole numbers below `n`. An array of places picks rows:
# `self.looks[places]`. All five have to be picked with the *same* places, or looks and rewards no longer belong
# together.

# %% [markdown] id="memory-check-words"
# A memory of three, to which five steps are shown. Step $k$ is marked with the number $k$ everywhere.

# %% id="memory-round" tags=["check"]
small = Memory(3, seed=0)
for k in range(2):
    small.push(np.full(4, k), k % 2, k, np.full(4, k + 0.5), 0)
assert small.seen == 2, f"Two steps were pushed, but seen is {small.seen}."
assert set(small.sample(100)[3][:, 0].tolist()) == {0.5, 1.5}, (
    "Of a memory that is not full, only the steps in it may be drawn."
)
for k in range(2, 5):
    small.push(np.full(4, k), k % 2, k, np.full(4, k + 0.5), k == 4)
drawn = small.sample(200)
assert [torch.is_tensor(part) for part in drawn] == [True] * 5, "A sample is five tensors."
looks, actions, rewards, after, ended = (part.cpu() for part in drawn)
assert looks.shape == after.shape == (200, 4), f"Looks of shape (200, 4) were asked for; they are {tuple(looks.shape)}."
assert (actions.dtype, rewards.dtype) == (torch.int64, torch.float32), "Actions are whole numbers, rewards float32."
assert set(rewards.tolist()) == {2, 3, 4}, (
    "Of five steps in a memory of three the latest three are left, 2, 3 and 4; "
    f"yours has {sorted(set(rewards.tolist()))}."
)
together = (looks[:, 0] == rewards) & (after[:, 3] == rewards + 0.5) & (actions == rewards % 2)
assert (together & ((rewards == 4) == (ended == 1))).all(), (
    "Look, action, reward, after and end of one step have to stay together: draw the places once, use them five times."
)

# %% [markdown] id="memory-picture-words"
# What the memory is good for, in a picture: the lean of the pole in 64 steps of random play, once as they came, once
# drawn from the memory. Which of the two would you rather learn from?

# %% id="memory-picture"
diary, (look, _) = Memory(5000, seed=SEED), world.reset(seed=SEED)
for _ in range(5000):
    action = int(chance.integers(2))
    after, reward, terminated, truncated, _ = world.step(action)
    diary.push(look, action, reward, after, terminated)
    look = world.reset()[0] if terminated or truncated else after
figure, axes = plt.subplots(1, 2, figsize=(10, 2.8), sharey=True)
for axis, leans, title in [
    (axes[0], diary.looks[-64:, 2], "64 steps as they came"),
    (axes[1], diary.sample(64)[0][:, 2].cpu().numpy(), "64 steps drawn from the memory"),
]:
    axis.stem(np.degrees(leans), linefmt=BLUE, basefmt=" ", markerfmt=".")
    axis.axhline(0, color=GREY, linewidth=0.8)
    axis.set(title=title, xlabel="place in the batch")
axes[0].set_ylabel("lean of the pole, degrees")
plt.show()

# %% [markdown] id="live-words"
# ## 3. Ended, or out of time?
#
# An episode can stop in two ways, and Gymnasium tells them apart. `terminated`: the pole fell, nothing more will come.
# `truncated`: 500 steps are over, the pole still stands, and only the clock says stop. In both cases you have to
# `reset`. But for the *value* they are worlds apart: after a fall the future is worth 0; when time runs out, the
# situation is as good as it looks.
#
# **Decide before you write:** which of the two flags belongs into the memory? And which look comes "after" the last
# step: the last one of the old episode, or the first one of the new?

# %% [markdown] id="live-prediction"
# *My decision:*


# %% id="live" tags=["exercise"]
def live(world, look: np.ndarray, action: int, memory: Memory) -> np.ndarray:
    """Take one step in the world, remember it, start anew if the episode is over; returns what is seen next."""
    ### BEGIN SOLUTION
    #: step, push what happened into the memory, reset if the episode stopped in either way.
    after, reward, terminated, truncated, _ = world.step(action)
    memory.push(look, action, reward, after, terminated)
    return world.reset()[0] if terminated or truncated else after
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="live"
# Imagine the net learns from a step whose "after" is marked as the end. It will believe that nothing good can follow
# it. For which of the two ways to stop is that the truth?

# %% [markdown] tags=["hint"] for="live"
# `world.step(action)` gives five things: the next look, the reward, terminated, truncated, and a dict. Push *before*
# you reset. `world.reset()` gives two: the first look, and a dict.

# %% [markdown] id="live-check-words"
# The check plays in a tiny world of three steps, whose looks are just the number of the step. It stops once in each
# way; a new episode begins with −1.


# %% id="live-endings" tags=["check"]
class ThreeSteps:
    """Stops after three steps, in the way it is told."""

    def __init__(self, ending: str):
        self.ending, self.time, self.resets = ending, 0, 0

    def step(self, action):
        self.time += 1
        over = self.time == 3
        flags = over and self.ending == "terminated", over and self.ending == "truncated"
        return np.full(4, self.time, dtype=np.float32), 10.0 * self.time, *flags, {}

    def reset(self, **_):
        self.time, self.resets = 0, self.resets + 1
        return np.full(4, -1, dtype=np.float32), {}


for ending in ("terminated", "truncated"):
    tiny, notes, seen = ThreeSteps(ending), Memory(10, seed=0), np.zeros(4, dtype=np.float32)
    for action in (1, 0, 1):
        seen = live(tiny, seen, action, notes)
    assert notes.seen == 3, f"Three steps were taken, {notes.seen} are in the memory."
    assert notes.actions[:3].tolist() == [1, 0, 1], "The actions in the memory are not those that were taken."
    assert notes.rewards[:3].tolist() == [10, 20, 30], "The rewards in the memory are not those that were earned."
    assert notes.looks[:3, 0].tolist() == [0, 1, 2], "The look of a step is the one *before* the action."
    assert notes.after[2, 0] != -1, (
        "After the last step comes the last look of that episode, not the first of the next."
    )
    assert notes.after[:3, 0].tolist() == [1, 2, 3], "What is seen after a step belongs into its `after`."
    assert (tiny.resets, seen[0]) == (1, -1), f"When an episode is {ending}, a new one has to begin, with a reset."
    if ending == "terminated":
        assert notes.terminated[:3].tolist() == [0, 0, 1], (
            "The pole fell in the third step; the memory does not say so."
        )
    else:
        assert notes.terminated[2] == 0, (
            "Time ran out and the pole still stands, but the memory says that nothing can follow. "
            "Only a real end counts."
        )

# %% [markdown] id="target-words"
# ## 4. A target from one's own guess
#
# For a remembered step, the right side of the Bellman equation says what $Q(s, a)$ should be:
#
# $$y = r + \gamma\, (1 - \text{terminated})\, \max_{a'} Q^-(s', a').$$
#
# Two things are new. Where the episode ended, nothing follows. And $Q^-$ is not the net itself but a **frozen copy** of
# it. If the net made its own targets, each lesson would move the target along with it: a dog after its own tail. The
# copy stands still for a while, and is refreshed now and then.


# %% id="frozen" tags=["exercise"]
def frozen_copy(net: nn.Module) -> nn.Module:
    """A copy of the net as it is now; later lessons of the net do not change it, and it wants no gradients."""
    ### BEGIN SOLUTION
    #: copy the net with all its weights, and switch the copy's gradients off.
    return copy.deepcopy(net).requires_grad_(False)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="frozen"
# In Python, `b = a` gives the same thing a second name. Will a change to one be seen in the other? You need a copy of
# all that is inside, too.

# %% [markdown] tags=["hint"] for="frozen"
# The module `copy` has `deepcopy`. A module's `requires_grad_(False)` switches the gradients of all its weights off,
# and returns the module.

# %% [markdown] id="frozen-check-words"
# The net takes a lesson; the copy must not notice.

# %% id="frozen-stays" tags=["check"]
torch.manual_seed(2)
live_net, probe = nn.Linear(4, 2).to(device), torch.rand(5, 4, device=device)
still = frozen_copy(live_net)
assert torch.equal(still(probe), live_net(probe)), "Fresh from the press, the copy has to give the same answers."
assert not any(weight.requires_grad for weight in still.parameters()), (
    "The copy never learns: switch its gradients off."
)
assert all(weight.requires_grad for weight in live_net.parameters()), "The net itself has to go on learning."
before = still(probe)
with torch.no_grad():
    live_net.weight += 1
assert torch.equal(still(probe), before), "The net was changed and the copy changed with it: it is no copy."

# %% [markdown] id="targets-words"
# Now the targets, for a whole batch. (The first argument, the net itself, is not needed yet; it will be, in part 6.)


# %% id="targets" tags=["exercise"]
@torch.no_grad()
def plain_targets(net, frozen, rewards, after, terminated) -> torch.Tensor:
    """What Q of the taken actions should be, (batch,): the reward, and the discounted best that the copy sees after."""
    ### BEGIN SOLUTION
    #: the formula above, with the discount DISCOUNT; after is (batch, 4), the others (batch,).
    return rewards + DISCOUNT * (1 - terminated) * frozen(after).amax(dim=1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="targets"
# `frozen(after)` has a row for each step and a column for each action. Over which of the two is the maximum taken?

# %% [markdown] tags=["hint"] for="targets"
# `.amax(dim=1)` gives one number for each row. Only the future is discounted, and only the future vanishes at the end;
# the reward of the last step was earned all the same.

# %% [markdown] id="targets-check-words"
# Three steps by hand. The copy says (2, 6), (2, 6) and (5, 1) for the looks after them; the second step was the last of
# its episode. With $\gamma = 0.98$: what are the three targets, if every reward is 1?

# %% id="targets-by-hand" tags=["check"]
says = torch.tensor([[2.0, 6.0], [2.0, 6.0], [5.0, 1.0]], device=device)
other = torch.tensor([[9.0, 0.0], [9.0, 0.0], [0.0, 9.0]], device=device)
ones, ends = torch.ones(3, device=device), torch.tensor([0.0, 1.0, 0.0], device=device)
goal = plain_targets(lambda looks: other, lambda looks: says, ones, torch.zeros(3, 4, device=device), ends)
assert goal.shape == (3,), f"One target for each step: shape (3,), not {tuple(goal.shape)}."
first, second, third = goal.tolist()
assert abs(second - 1) < 1e-5, (
    f"The second step ended its episode: its target is its reward, 1, and nothing after it; yours is {second:.2f}."
)
assert max(first, third) < 9, "These targets come from the net itself; they should come from the frozen copy."
assert abs(first - (1 + DISCOUNT * 6)) < 1e-4, (
    f"The first target is 1 + γ · 6 = {1 + DISCOUNT * 6:.2f}, not {first:.2f}."
)
assert abs(third - (1 + DISCOUNT * 5)) < 1e-4, (
    f"The third target is 1 + γ · 5 = {1 + DISCOUNT * 5:.2f}, not {third:.2f}."
)

# %% [markdown] id="learn-words"
# ## 5. A lesson
#
# Draw a batch, compute the targets, move $Q$ of the *taken* actions towards them. What the other action would have
# brought, nobody knows; it gets no push.
#
# The targets are guesses, some of them wild. With a squared error, an error of 50 would pull fifty times as hard as an
# error of 1. The Huber loss (`nn.functional.smooth_l1_loss`) is squared for small errors and straight for large ones:
# no step pulls harder than 1.


# %% id="learn" tags=["exercise"]
def learn(net, frozen, optimiser, batch: tuple[torch.Tensor, ...], targets) -> None:
    """One lesson from a batch of the memory; targets is a function such as `plain_targets`."""
    looks, actions, rewards, after, terminated = batch
    ### BEGIN SOLUTION
    #: Q of the actions taken, (batch,); their goal, from `targets(net, frozen, rewards, after, terminated)`;
    #: the Huber loss between the two; one step of the optimiser.
    taken = net(looks).gather(1, actions[:, None]).squeeze(1)
    loss = nn.functional.smooth_l1_loss(taken, targets(net, frozen, rewards, after, terminated))
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="learn"
# `net(looks)` has two columns, and `actions` says for each row which of them was taken. The loss is about that one
# alone: which torch function picks one column for each row, by number?

# %% [markdown] tags=["hint"] for="learn"
# `net(looks).gather(1, actions[:, None])` has the shape (batch, 1); `squeeze(1)` makes it (batch,). Two shapes that do
# not agree are spread out against each other without a word, so look at both before you trust the loss.

# %% [markdown] tags=["hint"] for="learn"
# After the loss it is the loop you know: `zero_grad`, `backward`, `step`.

# %% [markdown] id="learn-check-words"
# For a net without hidden layer the gradient can be written down: the mean of (error, cut off at ±1) times the look,
# for the action that was taken.

# %% id="learn-gradient" tags=["check"]
torch.manual_seed(4)
linear = nn.Linear(4, 2, bias=False).to(device)
looks, after = torch.rand(2, 6, 4, device=device)
acts = torch.tensor([0, 1, 1, 0, 1, 0], device=device)
rewards = torch.tensor([0.3, -0.2, 60.0, 0.5, -50.0, 0.1], device=device)
lesson, resting = (
    (looks, acts, rewards, after, torch.zeros(6, device=device)),
    torch.optim.SGD(linear.parameters(), lr=0),
)
learn(linear, linear, resting, lesson, plain_targets)  # even with the net as its own copy, the target is a fixed number
assert linear.weight.grad is not None, "No gradient reached the net: the loss wants a backward."
slope = linear.weight.grad.clone()
with torch.no_grad():
    errors = linear(looks)[range(6), acts] - plain_targets(linear, linear, rewards, after, lesson[4])
    each = errors.clamp(-1, 1)[:, None] * looks / 6
    by_hand = torch.stack([each[acts == action].sum(dim=0) for action in range(2)])
    squared = torch.stack([(2 * errors[:, None] * looks / 6)[acts == action].sum(dim=0) for action in range(2)])
assert not torch.allclose(slope, -by_hand, atol=1e-5), "The gradient has the wrong sign: Q walks away from its target."
assert slope.abs().max() < 2, "A wild target of 60 pulls with all its size. The Huber loss cuts the pull off at 1."
assert torch.allclose(slope, by_hand, atol=1e-5), (
    "The gradient is not the mean of (cut-off error) × look over the actions taken. Is it the Q of the action that was "
    "taken, of shape (6,) like the targets? Is the target a fixed number, without a gradient?"
)
learn(linear, linear, resting, lesson, plain_targets)
assert torch.allclose(linear.weight.grad, slope), "The second gradient still contains the first: clear it before."
before = linear.weight.detach().clone()
learn(linear, linear, torch.optim.SGD(linear.parameters(), lr=0.1), lesson, plain_targets)
assert not torch.equal(linear.weight, before), "After a lesson the weights are what they were: no step was taken."

# %% [markdown] id="train-words"
# ## Learning
#
# All parts are there; the loop below puts them together. Read it: play a step, remember, every other step a lesson, now
# and then a fresh copy. $\varepsilon$ falls from 1 to 0.04 during the first 30 % of the steps, and the learning rate
# falls to zero at the end, so that the judgement comes to rest.
#
# Every 500 steps the net sits an **exam**: 20 episodes without exploring, none of which it learns from. We note its
# score and, for later, what it *claimed* the beginning to be worth and what it then *earned* (discounted in the same
# way). The net that did best is kept, since a good one may spoil itself again.


# %% id="train"
def new_net(seed: int) -> nn.Sequential:
    torch.manual_seed(seed)
    first = nn.Linear(4, HIDDEN)
    with torch.no_grad():
        first.weight *= torch.tensor([0.8, 1, 10, 1])  # the lean is a small number, 0.2 at most: let it be heard
    return nn.Sequential(first, nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 2)).to(device)


@torch.no_grad()
def examine(net, episodes: int, seed: int) -> tuple[np.ndarray, float]:
    """Steps survived in each of some episodes played side by side, and what the net claimed their start to be worth."""
    boards = gym.make_vec("CartPole-v1", num_envs=episodes, vectorization_mode="sync")
    looks, _ = boards.reset(seed=seed)
    claim = net(torch.as_tensor(looks, device=device)).amax(dim=1).mean().item()
    lengths, playing = np.zeros(episodes), np.ones(episodes, dtype=bool)
    while playing.any():
        actions = net(torch.as_tensor(looks, device=device)).argmax(dim=1).cpu().numpy()
        looks, _, terminated, truncated, _ = boards.step(actions)
        lengths += playing
        playing &= ~(terminated | truncated)
    return lengths, claim


def epsilon_at(step: int) -> float:
    """How often to explore: from 1 to 0.04 in the first 30 % of the steps."""
    return max(0.04, 1 - step / (0.3 * STEPS))


def train(targets, seed: int, name: str):
    """The best net of one training, and its exams: rows of steps played, mean score, claim, earned."""
    net, memory, chance = new_net(seed), Memory(MEMORY, seed), np.random.default_rng(seed)
    frozen, best, exams = frozen_copy(net), frozen_copy(net), []
    optimiser = torch.optim.Adam(net.parameters(), lr=LEARNING_RATE, fused=True)
    world = gym.make("CartPole-v1")
    look, _ = world.reset(seed=1_000 * (seed + 1))
    progress = tqdm(range(1, STEPS + 1), desc=name)
    for step in progress:
        look = live(world, look, explore(net, look, epsilon_at(step), chance), memory)
        if step >= WARM_UP and step % LEARN_EVERY == 0:
            learn(net, frozen, optimiser, memory.sample(BATCH), targets)
            optimiser.param_groups[0]["lr"] = LEARNING_RATE * (1 - step / STEPS)
        if step % REFRESH_EVERY == 0:
            frozen = frozen_copy(net)
        if step % 500 == 0:
            lengths, claim = examine(net, 20, seed=500)
            if not exams or lengths.mean() >= max(score for _, score, _, _ in exams):
                best = frozen_copy(net)
            earned = ((1 - DISCOUNT**lengths) / (1 - DISCOUNT)).mean()
            exams.append((step, lengths.mean(), claim, earned))
            progress.set_postfix(score=f"{lengths.mean():.0f}")
    return best, np.array(exams)


# %% [markdown] id="first-words"
# **Predict:** does the score climb evenly up to 500? If not, what might throw a net back that could already do it?

# %% [markdown] id="first-prediction"
# *My guess:*

# %% id="first"
plain_net, plain_exams = train(plain_targets, SEED, "plain")

figure, axis = plt.subplots(figsize=(8, 3.2))
axis.plot(plain_exams[:, 0], plain_exams[:, 1], ".-", color=ORANGE)
axis.axhline(random_mean, color=GREY, linestyle="--", label="random player")
axis.set(xlabel="steps played", ylabel="exam: steps survived, mean of 20", ylim=(0, 520))
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="optimism-words"
# (The first exams come before the first lesson: an untrained net may be lucky with its random judgement. And the dips
# are real: a net that could do it forgets how, while its memory fills with nothing but good episodes.)
#
# ## 6. Too good to be true
#
# How much does the net *claim*, and how much does it *get*? First on paper. Suppose that all actions are worth exactly
# 0, and that the copy's judgement is right on average but noisy: each Q is 0 plus a random error of size 1. The target
# takes the **maximum**.
#
# **Predict:** with 2 actions, with 10, with 50: what will the maximum be on average? Zero, since the errors cancel?

# %% [markdown] id="optimism-prediction"
# *My guess:*

# %% [markdown] id="double-words"
# The maximum picks the action *because* its error is large, and then believes the error. Every target is a bit too
# good, and the next one builds on it.
#
# The cure: **one judge chooses, another one pays.** The net itself says which action is best; the frozen copy says what
# that action is worth. Where their errors have little to do with each other, the flattery is gone:
#
# $$y = r + \gamma\,(1 - \text{terminated})\; Q^-\big(s', \arg\max_{a'} Q(s', a')\big).$$


# %% id="double" tags=["exercise"]
@torch.no_grad()
def double_targets(net, frozen, rewards, after, terminated) -> torch.Tensor:
    """The targets of double Q-learning, (batch,): the net chooses the action after, the frozen copy says its value."""
    ### BEGIN SOLUTION
    #: the net's favourite after each step; the copy's Q of that favourite; then as before.
    favourite = net(after).argmax(dim=1, keepdim=True)
    return rewards + DISCOUNT * (1 - terminated) * frozen(after).gather(1, favourite).squeeze(1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="double"
# No maximum over the copy's values any more. You need the *place* of one net's maximum, and the *value* that the other
# has at this place.

# %% [markdown] tags=["hint"] for="double"
# `net(after).argmax(dim=1, keepdim=True)` has the shape (batch, 1), just what `gather(1, …)` wants. Which of the two
# nets is asked to gather from?

# %% [markdown] id="double-check-words"
# The same three steps by hand. The copy says (2, 6), (2, 6), (5, 1); the net says (9, 0), (9, 0), (0, 9).

# %% id="double-by-hand" tags=["check"]
goal = double_targets(lambda looks: other, lambda looks: says, ones, torch.zeros(3, 4, device=device), ends)
assert goal.shape == (3,), f"One target for each step: shape (3,), not {tuple(goal.shape)}."
first, second, third = goal.tolist()
assert abs(second - 1) < 1e-5, f"Where the episode ended, the target is the reward, 1; yours is {second:.2f}."
assert abs(first - (1 + DISCOUNT * 9)) > 0.01, "The net chose and paid as well. Paying is the copy's part."
assert abs(first - (1 + DISCOUNT * 6)) > 0.01, "The copy chose its own favourite. Choosing is the net's part."
assert abs(first - (1 + DISCOUNT * 2)) < 1e-4, (
    f"The net prefers action 0, which the copy says is worth 2: 1 + γ · 2 = {1 + DISCOUNT * 2:.2f}, not {first:.2f}."
)
assert abs(third - (1 + DISCOUNT * 1)) < 1e-4, (
    f"The net prefers action 1, which the copy says is worth 1: 1 + γ · 1 = {1 + DISCOUNT:.2f}, not {third:.2f}."
)

# %% [markdown] id="optimism-picture-words"
# Now the experiment from above, with your two functions. The "nets" answer with noise of size 1 around the truth, 0.

# %% id="optimism"
noise = torch.Generator().manual_seed(SEED)
choices, nothing = [2, 3, 5, 10, 20, 50], torch.zeros(4000, device=device)
flattery = {
    name: [
        targets(judge, judge, nothing, torch.zeros(4000, 4, device=device), nothing).mean().item()
        for actions in choices
        for judge in [lambda looks, actions=actions: torch.randn(len(looks), actions, generator=noise).to(device)]
    ]
    for name, targets in [("the maximum", plain_targets), ("one chooses, another pays", double_targets)]
}
figure, axis = plt.subplots(figsize=(7, 3))
for (name, values), colour, marker in zip(flattery.items(), [ORANGE, BLUE], "os", strict=True):
    axis.semilogx(choices, values, marker=marker, color=colour, label=name)
axis.axhline(0, color=GREY, linestyle="--", label="the truth")
axis.set(xlabel="actions to choose from", ylabel="mean target", xticks=choices, xticklabels=choices)
axis.minorticks_off()
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="second-words"
# Does it matter on the cart, with only two actions? Train again with your double targets, all else alike. The dashed
# line is the number you worked out at the start: no situation is worth more. A claim above it is certainly false;
# a claim above the "earned" line is too optimistic.
#
# **Predict:** which of the two trainings claims more, and at what time?

# %% [markdown] id="second-prediction"
# *My guess:*

# %% id="second"
double_net, double_exams = train(double_targets, SEED, "double")

figure, axes = plt.subplots(1, 3, figsize=(12, 3.4))
both = [("plain", plain_exams, ORANGE), ("double", double_exams, BLUE)]
for axis, (name, exams, colour) in zip(axes[1:], both, strict=True):
    axes[0].plot(exams[:, 0], exams[:, 1], color=colour, label=name)
    axis.plot(exams[:, 0], exams[:, 2], color=colour, label="claimed")
    axis.plot(exams[:, 0], exams[:, 3], color="black", linewidth=1, label="earned")
    axis.fill_between(exams[:, 0], exams[:, 2], exams[:, 3], color=colour, alpha=0.2)
    axis.axhline(1 / (1 - DISCOUNT), color=GREY, linestyle="--", label="cannot be more")
    axis.set(xlabel="steps played", ylabel="worth of the beginning", title=name, ylim=(0, 75))
    axis.legend(frameon=False, loc="lower right")
axes[0].set(xlabel="steps played", ylabel="exam: steps survived", title="score", ylim=(0, 520))
axes[0].legend(frameon=False)
plt.show()
for name, exams, _ in both:
    late = exams[len(exams) // 2 :]
    print(f"{name:7} claims {np.mean(late[:, 2] - late[:, 3]):+.1f} more than it earns, in the second half")

# %% [markdown] id="second-after"
# With two actions there is little to flatter with, so the difference is small, and one seed proves nothing: of five
# that we tried, the double training claimed less in four. On Atari, with up to eighteen actions, it decides.

# %% [markdown] id="score-words"
# The verdict comes from 100 episodes that neither training nor exams have seen, played greedily by the best net of the
# double training.

# %% id="score"
lengths, _ = examine(double_net, 100, seed=987_654)
score = float(lengths.mean())
print(f"{score:.1f} of 500 steps survived on average, {random_mean:.0f} by a random player")
metric = {"name": "steps survived, mean of 100 episodes", "value": round(score, 1), "unit": "of 500", "at_least": 450}
display({"application/vnd.dl-curriculum.metric+json": metric}, raw=True)

# %% [markdown] id="wins-words"
# What five seeds reached is known; the check leaves some room below the worst of them.

# %% id="learn-wins" tags=["check"] for="learn live targets double memory explore"
assert score > 3 * random_mean, (
    f"After training the pole stands for {score:.0f} steps, with random pushes {random_mean:.0f}: hardly anything was "
    "learned. Look at the exams: claims that explode point to the target, flat ones to the lesson."
)
assert score >= 450, (
    f"The pole stands for {score:.0f} steps; with the settings above, 450 is reached on every seed that we tried. "
    "With fewer steps this check is not meant to pass: set STEPS back and run again from the parameters."
)

# %% [markdown] id="film-words"
# ## Look at it balance
#
# Left somebody who pushes at random, right the trained net. Both begin at the same place; a fallen pole begins again.


# %% id="film"
def film(epsilons: dict[str, float], steps: int, seed: int) -> bytes:
    """A GIF of the trained net with each epsilon, side by side; every second step is shown."""
    films = []
    for name, epsilon in epsilons.items():
        stage, frames, falls = gym.make("CartPole-v1"), [], 0
        look, _ = stage.reset(seed=seed)
        for step in range(steps):
            if step % 2 == 0:
                frames.append(draw(look, f"{name}: fallen {falls} times"))
            look, _, terminated, truncated, _ = stage.step(explore(double_net, look, epsilon, chance))
            if terminated or truncated:
                falls, (look, _) = falls + 1, stage.reset()
        films.append(frames)
    pages = []
    for moment in zip(*films, strict=True):
        page = Image.new("RGB", (300 * len(films), 150), "white")
        for place, frame in enumerate(moment):
            page.paste(frame, (300 * place, 0))
        pages.append(page.quantize(16))
    file = io.BytesIO()
    pages[0].save(file, "GIF", save_all=True, append_images=pages[1:], duration=40, loop=3)
    return file.getvalue()


moving = film({"random": 1.0, "trained": 0.0}, steps=400, seed=5)
print(f"{len(moving) / 1000:.0f} kB")
shown = base64.b64encode(moving).decode()
meaning = "Two carts side by side: with random pushes the pole falls again and again, the trained net keeps it up."
display(HTML(f'<img src="data:image/gif;base64,{shown}" alt="{meaning}">'))

# %% [markdown] id="fear-words"
# ## What it fears
#
# A value network is a judge that can be asked at any moment. Let the trained net play for 80 steps; then we tie its
# hands and push right, always right, until the pole falls. All the while it goes on judging.
#
# **Predict:** when does the value begin to fall: with the first wrong push, when the pole passes 12 degrees, or in
# between? What is it worth just before the end?

# %% [markdown] id="fear-prediction"
# *My guess:*

# %% id="fear"
stage = gym.make("CartPole-v1")
look, _ = stage.reset(seed=SEED)
leans, judgements, over = [], [], False
while not over:
    with torch.no_grad():
        judgement = double_net(torch.as_tensor(look, device=device)).cpu()
    leans.append(np.degrees(look[2]))
    judgements.append(judgement.tolist())
    look, _, terminated, truncated, _ = stage.step(int(judgement.argmax()) if len(leans) <= 80 else 1)
    over = terminated or truncated

figure, (top, bottom) = plt.subplots(2, 1, figsize=(9, 4.6), sharex=True, height_ratios=[2, 1])
for values, colour, style, name in zip(
    zip(*judgements, strict=True), [BLUE, ORANGE], ["-", "--"], ["left", "right"], strict=True
):
    top.plot(values, color=colour, linestyle=style, label=f"Q of pushing {name}")
bottom.plot(leans, color="black")
for axis in (top, bottom):
    axis.axvspan(80, len(leans) - 1, color=GREY, alpha=0.15)
bottom.axhline(12, color=GREY, linestyle="--", linewidth=0.8)
bottom.axhline(-12, color=GREY, linestyle="--", linewidth=0.8)
top.set(ylabel="claimed worth", title="grey: its hands are tied, the cart is pushed right", ylim=(0, None))
bottom.set(xlabel="step", ylabel="lean, degrees")
top.legend(frameon=False, loc="lower left")
plt.show()

# %% [markdown] id="fear-after"
# It sees the fall coming several steps before the pole lies, and the two actions, of equal worth in quiet times, drift
# apart when only one of them can still help. Nobody told it what a lean is. (And before that: is the claim possible?)

# %% [markdown] id="map-words"
# ## What it would do
#
# For a cart that stands in the middle, each point of the map below is a lean and a turning speed. Colour says which
# push the net prefers, and how strongly.
#
# **Predict:** the pole leans right but turns back to the left, quickly. Push left or right?

# %% [markdown] id="map-prediction"
# *My guess:*

# %% id="map"
lean, turning = np.meshgrid(np.radians(np.linspace(-11, 11, 89)), np.linspace(-2, 2, 81))
asked = np.zeros((lean.size, 4), dtype=np.float32)
asked[:, 2], asked[:, 3] = lean.ravel(), turning.ravel()
with torch.no_grad():
    q = double_net(torch.as_tensor(asked, device=device)).cpu().numpy()
preference = (q[:, 1] - q[:, 0]).reshape(lean.shape)
bound = np.quantile(np.abs(preference), 0.98)

figure, axes = plt.subplots(1, 2, figsize=(10.5, 3.8))
for axis, values, colours, limits, title, label in [
    (axes[0], preference, "PuOr_r", (-bound, bound), "which push?", "Q of right minus Q of left"),
    (axes[1], q.max(axis=1).reshape(lean.shape), "viridis", (None, None), "how good is it?", "the larger Q"),
]:
    shown = axis.imshow(
        values, origin="lower", aspect="auto", cmap=colours, extent=(-11, 11, -2, 2), vmin=limits[0], vmax=limits[1]
    )
    axis.set(xlabel="lean, degrees (right is positive)", ylabel="turning speed, radians a second", title=title)
    figure.colorbar(shown, ax=axis, label=label)
plt.show()

# %% [markdown] id="map-after"
# The border between the colours slopes: it adds lean and turning speed with the right weights, as an engineer's
# controller does. Up and to the right of it the cart has to run to the right, under the pole. In the pale band in
# between, either push will do, if the next one is right.

# %% [markdown] id="pixels-words"
# ## From four numbers to a screen (optional)
#
# The paper's agent saw pixels. Nothing in what you wrote would change but the net: convolutions instead of a first
# linear layer, and a memory that holds pictures. A full Atari game asks for a GPU and hours; *MinAtar* shrinks five of
# the games to ten by ten dots. If you have it, the cell shows one; if not, it says so, and nothing is lost.

# %% id="pixels"
try:
    import minatar
except ImportError:
    print("Skipped: MinAtar is not installed here. In an environment of your own, pip install MinAtar brings it.")
else:
    breakout = minatar.Environment("breakout")
    breakout.seed(SEED)
    breakout.reset()
    for action in chance.integers(breakout.num_actions(), size=9):
        breakout.act(action)
    channels = breakout.state().shape[-1]
    board = (breakout.state() * np.arange(1, channels + 1)).max(axis=-1)
    figure, axis = plt.subplots(figsize=(3.6, 3))
    shown = axis.imshow(board, cmap="cividis")
    axis.set(xlabel="column", ylabel="row", title="MinAtar's Breakout")
    figure.colorbar(shown, label="which of the channels")
    plt.show()

# %% [markdown] id="change"
# ## Change this: what happens?
#
# Turn one dial at a time, write down what you expect, run from the parameters on. `STEPS = 10_000` shows a lot.
#
# 1. `MEMORY = 64`: no memory to speak of. What happens to the exams, and to the claims?
# 2. `REFRESH_EVERY = 1`: a copy that never stands still. And 5,000?
# 3. In `live`, store `terminated or truncated`. The check protests; train anyway. When does the damage begin, and why
#    not earlier?
# 4. In `live`, never store an end at all. What does the net then claim, and what does it do?
# 5. `DISCOUNT = 0.9`. How far does the agent look ahead, and is that enough to keep the cart on the track?
# 6. Another `SEED`. How much of what you concluded so far was luck?
#
# *What I saw:*

# %% [markdown] id="origin"
# ## Where this comes from, where it comes again
#
# Q-learning is by **Christopher Watkins** (1989). The memory was **Long-Ji Lin's** idea (1992). **Volodymyr Mnih and
# others** put memory, convolutional net and Q-learning together in *Playing Atari with Deep Reinforcement Learning*
# (2013, <https://arxiv.org/abs/1312.5602>) and added the frozen copy in *Human-level control through deep reinforcement
# learning* (Nature, 2015, <https://doi.org/10.1038/nature14236>). **Hado van Hasselt, Arthur Guez and David Silver**
# measured the optimism and cured it in *Deep Reinforcement Learning with Double Q-learning* (2015,
# <https://arxiv.org/abs/1509.06461>); their figure of claims against what was earned is the one you drew.
#
# It comes again wherever values are learned from values: the critic in **actor-critic** methods, the value head of
# **AlphaGo Zero**. The frozen copy returns in self-supervised learning, the memory in training language models on old
# conversations.
#
# **When it hurts:** the three together, own guesses as targets, a network instead of a table, and data from another
# policy than the present one, are known as the *deadly triad*: each pair is harmless, all three may diverge. Chapter 11
# of Sutton and Barto explains why. If your training fails, it is rarely the idea and often a sign, a shape or a flag;
# check the parts as you did here, and compare two seeds before you believe any change.

# %% [markdown] id="summary"
# ## In your own words
#
# Why a memory? Why a frozen copy? Why two judges? One sentence each, as you would tell a friend.
#
# *My answer:*
