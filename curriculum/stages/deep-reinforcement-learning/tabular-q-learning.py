# %% [markdown] id="question"
# # A table of values
#
# A path leads along the edge of a cliff. Two walkers learn it by walking, and both stumble now and then: every tenth
# step goes just anywhere. After five hundred walks the one has found the shortest way, one step from the abyss. The
# other makes a wide turn. Both have learned from the same world, with the same table, by rules that differ in a single
# term. **Which of them is right?**
#
# In *Learning from reward* a robot had to finish its shift before it learned anything. Here it learns *while walking*,
# from one step, by an idea that carries the whole subject: **a guess may be learned from the next guess.** Afterwards
# you will be able to
#
# - compute the value of everything, when you have the map (value iteration),
# - learn it without a map (Q-learning and SARSA), from a loop of ten lines,
# - say what *off-policy* means, and why it can cost you a walker,
# - teach a taxi to drive, and say why a table ends where pictures begin.
#
# It takes about 75 minutes, less than one of which is computing. You should know what a return is, and ε-greedy.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"matplotlib": "matplotlib", "gymnasium": "gymnasium", "PIL": "pillow", "tqdm": "tqdm"}

# %% [markdown] id="setup-about"
# ## Set-up
#
# Three small worlds of Gymnasium, the library that most agents train in. We draw them ourselves.

# %% id="setup"
import base64
import io

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import HTML, display
from PIL import Image, ImageDraw
from tqdm.auto import tqdm

try:
    import gymnasium as gym
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError("This notebook's worlds come from Gymnasium; run %pip install gymnasium.") from missing

WORLDS = {"cliff": "CliffWalking-v1", "taxi": "Taxi-v4", "lake": "FrozenLake-v1"}
if absent := [world for world in WORLDS.values() if world not in gym.registry]:
    raise ImportError(
        f"Gymnasium {gym.__version__} has no {' and no '.join(absent)}. Run %pip install -U gymnasium, restart the "
        "kernel."
    )

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#666666"
plt.rcParams.update({"figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white"})
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

# %% [markdown] id="parameters-about"
# The dials; leave them for the first pass.

# %% id="parameters" tags=["parameters"]
SEED = 0
CLIFF_WALKS = 500
TAXI_RIDES = 5000
LAKE_WALKS = 15_000
STEP = 0.5  # how far an entry moves towards its target, on the cliff and in the taxi
EPSILON = 0.1  # how often they do just anything there

# %% [markdown] id="lake-about"
# ## 1. With a map
#
# First a frozen lake. From the start in the upper left corner you want to get to the goal in the lower right one, which
# earns 1. Four holes end the walk and earn nothing. And the ice is slippery: of three steps, one goes where you want,
# one to the left of that, one to the right.
#
# Every tile is a **situation** (0 to 15, row by row), and there are four **actions**: 0 left, 1 down, 2 right, 3 up.
# The *map* says what may happen: `lake_map[situation][action]` is a list of possibilities, each a probability, the next
# situation, the reward, and whether the walk is over.

# %% id="lake"
lake = gym.make(WORLDS["lake"])
lake_map = lake.unwrapped.P
LAKE = lake.unwrapped.desc.astype(str)
LAKE_ARROWS, CLIFF_ARROWS = "←↓→↑", "↑→↓←"
print("situation 14, beside the goal; action 2, right:")
for chance, after, reward, over in lake_map[14][2]:
    print(f"   with probability {chance:.2f} to {after}, reward {reward}, {'over' if over else 'the walk goes on'}")


def draw_map(axis, table: np.ndarray, marks: np.ndarray, arrows: str, title: str) -> None:
    """Each tile in the colour of its best value, with an arrow for the best action; H, G, C are shown as they are."""
    values = table.max(axis=1).reshape(marks.shape)
    shown = axis.imshow(values, cmap="cividis")
    middle = (values.max() + values.min()) / 2
    for (row, column), mark in np.ndenumerate(marks):
        text = mark if mark in "HGC" else arrows[table[row * marks.shape[1] + column].argmax()]
        colour = "white" if values[row, column] < middle else "black"
        axis.text(column, row, text, ha="center", va="center", color=colour, fontsize=13)
    axis.set(title=title, xlabel="column", ylabel="row", xticks=range(marks.shape[1]), yticks=range(marks.shape[0]))
    axis.spines[:].set_visible(False)
    axis.figure.colorbar(shown, ax=axis, label="value", shrink=0.8)


# %% [markdown] id="backup-about"
# The **value** $Q(s, a)$ of an action is the return to be expected: what it earns, plus, discounted by $\gamma$, what
# the best action earns from where it leads. With a map that is a sum over the possibilities:
#
# $$Q(s, a) = \sum_{\text{possibilities}} \text{probability} \times \big(r + \gamma \max_{a'} Q(s', a')\big),$$
#
# where the second term is left out if the walk is over. This is **Bellman's equation**. It has $Q$ on both sides: the
# value here hangs on the values next door, which hang on theirs. Take any table, put it in on the right, and read off a
# better one on the left.


# %% id="backup" tags=["exercise"]
def backup(world_map: dict, table: np.ndarray, discount: float) -> np.ndarray:
    """The table that Bellman's equation makes of a table; both (situations, actions)."""
    better = np.zeros_like(table)
    for situation in range(table.shape[0]):
        for action in range(table.shape[1]):
            ### BEGIN SOLUTION
            #: fill better[situation, action] with the sum over the possibilities; what comes after
            #: the end is worth 0.
            for chance, after, reward, over in world_map[situation][action]:
                future = 0.0 if over else discount * table[after].max()
                better[situation, action] += chance * (reward + future)
            ### END SOLUTION
    return better


# %% [markdown] tags=["hint"] for="backup"
# Do the printed example by hand, with a table of zeros: three possibilities of one third each, of which one earns
# something. What is $Q(14, 2)$ after one round?

# %% [markdown] tags=["hint"] for="backup"
# Loop over `world_map[situation][action]` and add up: chance times (reward plus future). The future is
# `discount * table[after].max()`, from the *old* table, or 0 if the walk is over.

# %% [markdown] id="backup-check-about"
# A world of three situations, small enough for pencil and paper.

# %% id="backup-hand" tags=["check"]
tiny = {
    0: {0: [(0.5, 1, 2.0, False), (0.5, 0, 0.0, False)], 1: [(1.0, 2, 1.0, True)]},
    1: {0: [(1.0, 2, 10.0, True)], 1: [(1.0, 0, -1.0, False)]},
    2: {0: [(1.0, 2, 0.0, True)], 1: [(1.0, 2, 0.0, True)]},
}
first = backup(tiny, np.zeros((3, 2)), 0.5)
assert first is not None, "Answer with the better table."
assert np.allclose(first, [[1, 1], [10, -1], [0, 0]]), (
    "From a table of zeros, one round gives the expected rewards: 0.5·2 + 0.5·0 = 1 and 1 in situation 0, 10 and -1 in "
    f"situation 1. Yours: {first.tolist()}."
)
second = backup(tiny, np.array([[1.0, 1.0], [10.0, -1.0], [7.0, 7.0]]), 0.5)
assert second[1, 0] != 13.5, "The walk was over, but what comes after it was still counted: 10 + 0.5·7 instead of 10."
assert np.allclose(second, [[3.75, 1], [10, -0.5], [0, 0]]), (
    "In the second round Q(0, 0) = 0.5·(2 + 0.5·10) + 0.5·(0 + 0.5·1) = 3.75, with the best action of each next "
    f"situation, and Q(1, 1) = -1 + 0.5·1 = -0.5. Yours: {second[:2].round(3).tolist()}."
)

# %% [markdown] id="iterate-about"
# **Value iteration** is this and nothing else, again and again, until nothing changes any more. It always gets there,
# because every round shrinks the largest error by the factor $\gamma$.
#
# **Predict:** which tiles have a value after one round, which after two? And at the start, would you go right, or down?

# %% [markdown] id="iterate-prediction"
# *My guess:*


# %% id="iterate"
def value_iteration(world_map: dict, situations: int, actions: int, discount: float) -> list[np.ndarray]:
    """The tables of all rounds, until no entry changes by more than a hundred-millionth."""
    tables = [np.zeros((situations, actions))]
    while len(tables) < 2 or np.abs(tables[-1] - tables[-2]).max() > 1e-8:
        tables.append(backup(world_map, tables[-1], discount))
    return tables


lake_rounds = value_iteration(lake_map, 16, 4, 0.99)
lake_exact = lake_rounds[-1]
print(f"{len(lake_rounds) - 1} rounds; a walk from the start is worth {lake_exact[0].max():.3f}")
figure, axes = plt.subplots(1, 4, figsize=(12, 2.9))
for axis, done in zip(axes, [1, 3, 10, len(lake_rounds) - 1], strict=True):
    draw_map(axis, lake_rounds[done], LAKE, LAKE_ARROWS, f"round {done}")
plt.show()

# %% [markdown] id="iterate-check-about"
# H is a hole, G the goal; on both the walk is over, so their own value is 0. Worth flows back from the goal, one tile a
# round. (Where no value has arrived, all actions are alike and the arrow means nothing.)

# %% id="backup-lake" tags=["check"]
assert abs(lake_exact[0].max() - 0.542) < 0.001, (
    f"With a discount of 0.99 a walk from the start is worth 0.542; yours is {lake_exact[0].max():.3f}."
)
assert lake_exact[0].argmax() == 0, "At the start the best action is 0, left; with your table it is another."

# %% [markdown] id="iterate-after"
# Left, at the start? Into the edge of the lake: there it cannot slip into the wrong direction, only slide down or stay.
# On ice it is wise to aim at something safe. Nobody thought of that; it is in the sum.
#
# ## 2. Without a map
#
# Now take the map away. You can be somewhere, do something, and see what comes of it: *one* of the possibilities, drawn
# by the world. So replace the sum by what happened, and move the table's entry a part of the way towards it, as you
# moved the means of the bandits:
#
# $$Q(s, a) \leftarrow Q(s, a) + \alpha\,\big(\text{target} - Q(s, a)\big), \qquad
# \text{target} = r + \gamma \cdot \text{worth of } s'.$$
#
# Possibilities that come often pull often, so the sum is still there, in the long run. But what is the worth of the
# next situation? Here the two walkers part.
#
# - **Q-learning** (Watkins, 1989): what the *best* action there is worth, whatever I shall really do.
# - **SARSA** (Rummery and Niranjan, 1994): what the action is worth that I *shall really take* there, curiosity
#   included.
#
# If the walk is over, there is no next situation, and the target is the reward alone. Write both; they are called with
# the same arguments, so Q-learning has one that it does not need.


# %% id="target" tags=["exercise"]
def q_learning(table, reward, after, following, over, discount):
    """Q-learning's target, for a step that earned `reward` and led to `after`, where `following` will be done next."""
    ### BEGIN SOLUTION
    #: the reward, and if the walk is not over, the discounted value of the best action in `after`.
    return reward + (0.0 if over else discount * table[after].max())
    ### END SOLUTION


def sarsa(table, reward, after, following, over, discount):
    """SARSA's target, for a step that earned `reward` and led to `after`, where `following` will be done next."""
    ### BEGIN SOLUTION
    #: the reward, and if the walk is not over, the discounted value of the action `following` in `after`.
    return reward + (0.0 if over else discount * table[after, following])
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="target"
# Both are one line, and they differ in which entry of the row `table[after]` they look at. What happens to that term
# when the walk is over?

# %% [markdown] tags=["hint"] for="target"
# The best entry of a row is `table[after].max()`, that of a certain action `table[after, following]`.

# %% [markdown] id="target-check-about"
# A table with two rows.

# %% id="target-hand" tags=["check"]
two_rows = np.array([[0.0, 0.0, 0.0], [4.0, 8.0, -2.0]])
for method, wanted in [(q_learning, 3.0), (sarsa, -2.0)]:
    name = method.__name__
    got = method(two_rows, -1.0, 1, 2, False, 0.5)
    assert got is not None, f"{name} answers nothing; return the target."
    assert got == wanted, (
        f"{name}: reward -1, discount 0.5, next situation with the values 4, 8, -2, of which action 2 will be taken: "
        "the "
        f"target is {wanted:g}; yours is {got:g}."
    )
    got = method(two_rows, 5.0, 1, 0, True, 0.5)
    assert got == 5.0, f"{name}: when the walk is over the target is the reward, 5, alone; yours is {got:g}."

# %% [markdown] id="episode-about"
# Now the loop. `act` is ε-greedy, as you know it; among equals it takes any. An environment answers `step` with five
# things: the next situation, the reward, **terminated** (the walk is over, by the rules of the world), **truncated**
# (*we* stop here, because it is taking too long) and an info that we ignore.
#
# The two endings are not the same. After `terminated` nothing follows, and the target is the reward alone. After
# `truncated` the world would have gone on, so its worth still counts; only we stop looking.


# %% id="episode" tags=["exercise"]
def act(values: np.ndarray, epsilon: float, rng: np.random.Generator) -> int:
    """An action: one of the best, or, with probability epsilon, just any."""
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


def episode(env, table, method, step, epsilon, discount, rng) -> float:
    """One walk, learning at every step; changes the table in place and answers the sum of the rewards."""
    situation, _ = env.reset()
    action = act(table[situation], epsilon, rng)
    total, finished = 0.0, False
    while not finished:
        ### BEGIN SOLUTION
        #: take the step; choose the action that will follow; move the entry of situation and action
        #: by `step` of the way to the method's target; go on with the next situation and its action;
        #: keep `total` and `finished`.
        after, reward, terminated, truncated, _ = env.step(action)
        following = act(table[after], epsilon, rng)
        target = method(table, reward, after, following, terminated, discount)
        table[situation, action] += step * (target - table[situation, action])
        situation, action = after, following
        total += reward
        finished = terminated or truncated
        ### END SOLUTION
    return total


# %% [markdown] tags=["hint"] for="episode"
# Five lines: step, choose, learn, move on, count. Which of the two endings does the method have to know of, and which
# one ends the loop?

# %% [markdown] tags=["hint"] for="episode"
# Choose `following` *before* you learn, with `act(table[after], …)`, and really take it in the next round, or SARSA
# learns about an action that never happened.

# %% [markdown] tags=["hint"] for="episode"
# `target = method(table, reward, after, following, terminated, discount)`, then `table[situation, action] += step *
# (target - table[situation, action])`. The loop ends with `terminated or truncated`.

# %% [markdown] id="episode-check-about"
# Tried in a corridor that notes what is done to it: action 1 leads one tile on for a reward of −1, action 0 stays and
# costs 2.

# %% id="episode-corridor" tags=["check"]
told, notes = [], np.tile([0.0, 1.0], (4, 1))


class Corridor:
    """Tiles 0 to 3; reaching tile 3 ends the walk; after `patience` steps it is cut short."""

    def __init__(self, patience):
        self.patience = patience

    def reset(self):
        self.place, self.actions = 0, []
        return 0, {}

    def step(self, action):
        self.actions.append(action)
        self.place += action
        cut = len(self.actions) >= self.patience
        return self.place, -1.0 if action else -2.0, self.place == 3, cut, {}


def spy(table, reward, after, following, over, discount):
    told.append((reward, after, following, over))
    return 10.0


corridor = Corridor(50)
total = episode(corridor, notes, spy, 0.5, 0.0, 0.9, np.random.default_rng(0))
assert len(corridor.actions) == len(told), "One step in the world, one target: here they are not equally many."
assert corridor.actions == [1, 1, 1], (
    f"With action 1 valued higher, three steps lead to the end; your walker did {corridor.actions[:6]} …"
)
assert total == -3, f"Three steps at -1 make -3; your total is {total}."
assert [reward for reward, *_ in told] == [-1, -1, -1], "The method was not given the rewards that the world gave."
assert [after for _, after, *_ in told] == [1, 2, 3], (
    f"The method should be told where each step led, 1, 2, 3; it was told {[after for _, after, *_ in told]}."
)
assert [bool(over) for *_, over in told] == [False, False, True], (
    "Only the last step ended the walk; the method was told otherwise."
)
assert np.allclose(notes, [[0, 5.5], [0, 5.5], [0, 5.5], [0, 1]]), (
    "With a step of 0.5 and targets of 10, the entries of action 1 on tiles 0, 1, 2 go from 1 to 5.5, all others stay. "
    f"Yours: {notes.tolist()}. Is it the entry of the situation in which the action was taken?"
)

# %% id="episode-endings" tags=["check"]
told, corridor = [], Corridor(40)
episode(corridor, np.tile([0.0, -9.0], (4, 1)), spy, 0.0, 0.0, 0.9, np.random.default_rng(0))
assert len(corridor.actions) == 40, (
    f"The world cut the walk short after 40 steps; yours went on for {len(corridor.actions)}."
)
assert not told[-1][3], (
    "Cut short is not over: the method was told that nothing follows, although the world would have gone on."
)
agreed = 0
for seed in range(20):
    told, corridor = [], Corridor(30)
    episode(corridor, np.zeros((4, 2)), spy, 0.0, 0.5, 0.9, np.random.default_rng(seed))
    agreed += [following for _, _, following, _ in told[:-1]] == corridor.actions[1:]
assert agreed == 20, "The action that the method was told will follow is not the one that was then taken."

# %% [markdown] id="cliff-about"
# ## 3. The two walkers
#
# The cliff: four rows of twelve tiles, start in the lower left corner, goal in the lower right one, the abyss between
# them. A step costs 1, a fall costs 100 and leads back to the start. Actions: 0 up, 1 right, 2 down, 3 left.
#
# Both learn for 500 walks, with $\varepsilon = 0.1$ to the end, and each is run five times. **Predict:** whose walks
# cost less *while learning*? And whose way is better when they *no longer stumble*, with ε = 0?

# %% [markdown] id="cliff-prediction"
# *My guess:*


# %% id="cliff"
def teach(env, method, walks: int, seed: int, step, epsilon: float, discount: float, title: str = ""):
    """The table after so many walks, and what each walk earned; step is a number, or a function of the share done."""
    rng = np.random.default_rng(seed)
    env.reset(seed=seed)
    table, earned = np.zeros((env.observation_space.n, env.action_space.n)), []
    for walk in tqdm(range(walks), desc=title, disable=not title):
        size = step(walk / walks) if callable(step) else step
        earned.append(episode(env, table, method, size, epsilon, discount, rng))
    return table, np.array(earned)


def examine(env, table: np.ndarray, walks: int, seed: int) -> float:
    """What a walk earns on average when the best action is always taken and nothing is learned."""
    env.reset(seed=seed)
    total = 0.0
    for _ in range(walks):
        situation, finished = env.reset()[0], False
        while not finished:
            situation, reward, terminated, truncated, _ = env.step(int(table[situation].argmax()))
            total, finished = total + reward, terminated or truncated
    return total / walks


cliff = gym.make(WORLDS["cliff"], max_episode_steps=500)
METHODS = {"Q-learning": (q_learning, ORANGE), "SARSA": (sarsa, BLUE)}
walkers = {
    name: [teach(cliff, method, CLIFF_WALKS, 10 * SEED + run, STEP, EPSILON, 1.0) for run in range(5)]
    for name, (method, _) in METHODS.items()
}
figure, axis = plt.subplots(figsize=(8, 3.4))
for name, runs in walkers.items():
    mean = np.mean([earned for _, earned in runs], axis=0)
    axis.plot(np.convolve(mean, np.full(20, 1 / 20), "valid"), color=METHODS[name][1], linewidth=2, label=name)
axis.axhline(-13, color=GREY, linestyle=":", label="the shortest way, −13")
axis.set(xlabel="walk", ylabel="points a walk, stumbling", ylim=(-120, 0), title="while they learn, mean of five runs")
axis.legend(frameon=False, loc="lower right")
plt.show()

online = {name: float(np.mean([earned[-300:].mean() for _, earned in runs])) for name, runs in walkers.items()}
sober = {name: [examine(cliff, table, 1, 0) for table, _ in runs] for name, runs in walkers.items()}
for name in METHODS:
    print(f"{name:10}  stumbling {online[name]:6.1f} points a walk; sober, the five runs: {sober[name]}")
for name, value, asked in [
    ("cliff without stumbling, Q-learning, median", float(np.median(sober["Q-learning"])), {"at_least": -13}),
    ("cliff while stumbling, SARSA ahead by", online["SARSA"] - online["Q-learning"], {"at_least": 16}),
]:
    metric = {"name": name, "value": round(value, 2), "unit": "points a walk", **asked}
    display({"application/vnd.dl-curriculum.metric+json": metric}, raw=True)

# %% [markdown] id="cliff-check-about"
# What they found, in numbers.

# %% id="target-cliff" tags=["check"] for="target episode"
assert np.median(sober["Q-learning"]) == -13, (
    "Without stumbling, Q-learning's walkers should take the shortest way, 13 steps; yours earn "
    f"{sober['Q-learning']}. With fewer walks this is not meant to pass."
)
assert online["SARSA"] >= online["Q-learning"] + 16, (
    f"While stumbling, SARSA earns {online['SARSA']:.1f} points a walk and Q-learning {online['Q-learning']:.1f}; "
    "SARSA should be ahead by 16 or more. Does its target look at the action that is really taken next?"
)

# %% [markdown] id="ways-about"
# Sober, Q-learning takes the shortest way and SARSA a longer one. (If one of SARSA's runs earned −500, it walks in
# circles until it is cut short: its table knows what a *stumbling* walker should do, who never stays in a circle for
# long.)
#
# And this is what they believe. C is the cliff. Look at the row above it.

# %% id="ways"
marks = np.full((4, 12), ".")
marks[3, 1:-1], marks[3, -1] = "C", "G"
figure, axes = plt.subplots(2, 1, figsize=(8, 5.4))
for axis, (name, runs) in zip(axes, walkers.items(), strict=True):
    shown = np.where((marks.ravel() == "C")[:, None], np.nanmin(runs[0][0].max(axis=1)), runs[0][0])
    draw_map(axis, shown, marks, CLIFF_ARROWS, name)
plt.show()

# %% [markdown] id="film-about"
# Watch both for a while, stumbling as they did when they learned.


# %% id="film"
def animate(pages: list[Image.Image], duration: int, meaning: str) -> None:
    """Shows pictures as a film; meaning is for those who cannot see it."""
    file = io.BytesIO()
    pages = [page.quantize(24) for page in pages]
    pages[0].save(file, "GIF", save_all=True, append_images=pages[1:], duration=duration, loop=3)
    shown = base64.b64encode(file.getvalue()).decode()
    display(HTML(f'<img src="data:image/gif;base64,{shown}" alt="{meaning}">'))


def stroll(table: np.ndarray, steps: int, seed: int) -> list[tuple[int, int, int]]:
    """Where a stumbling walker is at each step, and how often it has arrived and fallen so far."""
    rng = np.random.default_rng(seed)
    place, arrived, fallen, seen = cliff.reset(seed=seed)[0], 0, 0, []
    for _ in range(steps):
        seen.append((place, arrived, fallen))
        place, reward, terminated, truncated, _ = cliff.step(act(table[place], EPSILON, rng))
        fallen, arrived = fallen + (reward == -100), arrived + terminated
        if terminated or truncated:
            seen.append((place, arrived, fallen))
            place = cliff.reset()[0]
    return seen


def picture_cliff(name: str, moment: tuple[int, int, int]) -> Image.Image:
    place, arrived, fallen = moment
    page = Image.new("RGB", (12 * 32 + 1, 4 * 32 + 22), "white")
    draw = ImageDraw.Draw(page)
    draw.text((2, 4), f"{name}: arrived {arrived} times, fell {fallen} times", fill="black")
    for (row, column), mark in np.ndenumerate(marks):
        corner = (32 * column, 20 + 32 * row, 32 * column + 32, 52 + 32 * row)
        draw.rectangle(corner, fill={"C": "#4A4A4A", "G": "#F0E442"}.get(mark, "#F5F3EE"), outline="#DDD8CC")
    row, column = divmod(place, 12)
    draw.ellipse((32 * column + 7, 27 + 32 * row, 32 * column + 25, 45 + 32 * row), fill=METHODS[name][1])
    return page


strolls = {name: stroll(runs[0][0], 120, SEED + 3) for name, runs in walkers.items()}
pages = []
for moments in zip(*strolls.values(), strict=False):
    page = Image.new("RGB", (12 * 32 + 1, 2 * (4 * 32 + 28)), "white")
    for place, (name, moment) in enumerate(zip(strolls, moments, strict=True)):
        page.paste(picture_cliff(name, moment), (0, place * (4 * 32 + 28)))
    pages.append(page)
animate(pages, 120, "Two walkers: Q-learning's goes along the edge and sometimes falls, SARSA's keeps away from it.")

# %% [markdown] id="cliff-after"
# Q-learning asks what the best walker could earn from here, and learns *that*, whatever it does itself: it learns **off
# policy**. Its answer is right about a walker who never stumbles. SARSA learns **on policy**, the value of the walker
# that it is, stumbling included, and for that one the edge is a bad place. Both are right, about different walkers. It
# becomes one question again when ε shrinks to 0.
#
# Think of a machine that learns in the real world and must not break while it does. And then of one that learns from
# *other people's* recordings: which of the two rules can do that?
#
# ## 4. A taxi
#
# A bigger world: a taxi on 25 tiles has to drive to a passenger (at one of four stops R, G, Y, B, or in the taxi),
# pick them up, drive to one of the stops and set them down: 25 × 5 × 4 = 500 situations. Six actions: down, up,
# right, left, pick up, set down. A step costs 1, a wrong attempt to pick up or set down 10, and the arrival earns 20. A
# perfect driver earns almost 8 a ride on average.
#
# Not one line of the method changes. **Predict:** how many rides does it take until it earns more than it costs?

# %% [markdown] id="taxi-prediction"
# *My guess:*

# %% id="taxi"
taxi = gym.make(WORLDS["taxi"])
taxi_table, taxi_earned = teach(taxi, q_learning, TAXI_RIDES, SEED, STEP, EPSILON, 0.99, title="rides")
taxi_score = examine(taxi, taxi_table, 500, SEED + 1000)
figure, axis = plt.subplots(figsize=(8, 3.2))
axis.plot(taxi_earned, ".", color=GREY, alpha=0.15, markersize=3, label="one ride, with ε = 0.1")
axis.plot(np.convolve(taxi_earned, np.full(100, 0.01), "valid"), color=ORANGE, linewidth=2, label="mean of 100")
axis.axhline(0, color="black", linewidth=0.8)
axis.set(xlabel="ride", ylabel="points", ylim=(-250, 25))
axis.legend(frameon=False, loc="lower right")
plt.show()
print(f"{taxi_score:.2f} points a ride with ε = 0, mean of 500 rides")
metric = {"name": "points of a taxi ride", "value": round(taxi_score, 2), "unit": "points a ride", "at_least": 7}
display({"application/vnd.dl-curriculum.metric+json": metric}, raw=True)

# %% [markdown] id="taxi-check-about"
# Seven points a ride, or better.

# %% id="episode-taxi" tags=["check"] for="target episode"
assert taxi_score >= 7, (
    f"The taxi earns {taxi_score:.2f} points a ride; with the settings above every seed that we tried passed 7. "
    "With fewer rides this is not meant to pass."
)

# %% [markdown] id="ride-about"
# Three rides. The blue house is where the passenger wants to go; the orange dot is the passenger.


# %% id="ride"
def picture_taxi(situation: int, words: str) -> Image.Image:
    town = taxi.unwrapped.desc.astype(str)
    row, column, passenger, goal = taxi.unwrapped.decode(situation)
    page = Image.new("RGB", (5 * 44 + 4, 5 * 44 + 24), "white")
    draw = ImageDraw.Draw(page)
    draw.text((2, 4), words, fill="black")
    for r in range(5):
        for c in range(5):
            x, y = 44 * c + 1, 44 * r + 20
            draw.rectangle((x, y, x + 44, y + 44), fill="#F5F3EE", outline="#DDD8CC")
            if c < 4 and town[r + 1, 2 * c + 2] == "|":
                draw.line((x + 44, y, x + 44, y + 44), fill="black", width=4)
    stops = taxi.unwrapped.locs
    for name, (r, c) in zip("RGYB", stops, strict=True):
        draw.text((44 * c + 5, 44 * r + 23), name, fill=GREY)
    x, y = 44 * stops[goal][1] + 1, 44 * stops[goal][0] + 20
    draw.polygon([(x + 10, y + 22), (x + 22, y + 10), (x + 34, y + 22)], fill="#56B4E9")
    draw.rectangle((x + 13, y + 22, x + 31, y + 36), fill="#56B4E9")
    x, y = 44 * column + 1, 44 * row + 20
    draw.rounded_rectangle((x + 6, y + 12, x + 38, y + 34), 6, fill="#333333")
    if passenger < 4:
        x, y = 44 * stops[passenger][1] + 1, 44 * stops[passenger][0] + 20
    draw.ellipse((x + 15, y + 15, x + 29, y + 29), fill=ORANGE)
    return page


pages = []
taxi.reset(seed=SEED + 7)
for ride in range(1, 4):
    situation, earned_now, finished = taxi.reset()[0], 0, False
    pages += [picture_taxi(situation, f"ride {ride}: 0 points")] * 3
    while not finished:
        situation, reward, terminated, truncated, _ = taxi.step(int(taxi_table[situation].argmax()))
        earned_now, finished = earned_now + int(reward), terminated or truncated
        pages.append(picture_taxi(situation, f"ride {ride}: {earned_now} points"))
animate(pages, 200, "A taxi fetches a passenger and takes them to a house, three times.")

# %% [markdown] id="back-about"
# ## 5. Back to the lake, without the map
#
# Can Q-learning find on its own what value iteration computed from the map? Here chance makes it hard: the same step
# leads to different tiles, so a target is a lottery ticket. With a large step an entry would jump to each ticket for
# ever; with a small one it averages them, slowly. So let the step shrink while we go.
#
# **Predict:** how close does it come, in the share of walks that reach the goal?

# %% [markdown] id="back-prediction"
# *My guess:*

# %% id="back"
lake_table, _ = teach(
    lake, q_learning, LAKE_WALKS, SEED, lambda done: 0.1 * (1 - done) + 0.01, 0.3, 0.99, title="walks"
)
with_map, without_map = (examine(lake, table, 3000, SEED + 5) for table in (lake_exact, lake_table))
figure, axes = plt.subplots(1, 2, figsize=(8, 3.2))
for axis, (title, table) in zip(axes, [("with the map", lake_exact), ("without", lake_table)], strict=True):
    draw_map(axis, table, LAKE, LAKE_ARROWS, title)
plt.show()
print(f"reached the goal: {with_map:.3f} of the walks with the map, {without_map:.3f} without")
metric = {
    "name": "lake, with map minus without",
    "value": round(abs(with_map - without_map), 3),
    "unit": "share of walks",
}
display({"application/vnd.dl-curriculum.metric+json": {**metric, "at_most": 0.05}}, raw=True)

# %% [markdown] id="back-check-about"
# Within five hundredths of the best that can be done.

# %% id="episode-lake" tags=["check"] for="target episode backup"
assert abs(with_map - without_map) <= 0.05, (
    f"With the map {with_map:.3f} of the walks reach the goal, without it {without_map:.3f}; on every seed that we "
    "tried "
    "they differed by less than 0.05. With fewer walks this is not meant to pass."
)

# %% [markdown] id="change"
# ## Change this – what happens?
#
# Write down what you expect first.
#
# 1. `EPSILON = 0.01`, then 0.4. What does SARSA's way look like, and what happens to Q-learning's points while
#    stumbling?
# 2. `gym.make(WORLDS["cliff"], is_slippery=True, max_episode_steps=500)`. Now even the sober slip. Who changes their
#    way?
# 3. Tell the method `finished` instead of `terminated`, and give the cliff `max_episode_steps=20`. What do the values
#    become?
# 4. Start the taxi's table with 20 everywhere instead of 0, and ε = 0. Why does a greedy driver explore now?
# 5. On the lake, a step of 0.5 throughout. Look at the values, then at the share of walks.
# 6. *Expected SARSA*: take the mean of the next values under ε-greedy instead of the one that was drawn. Five lines;
#    where on the cliff does it walk?
#
# *What I saw:*

# %% [markdown] id="origin"
# ## Where this comes from, where it comes again
#
# The equation is **Richard Bellman's**, from the 1950s. To learn a guess from the next guess is *temporal difference*
# learning (**Richard Sutton**, 1988, <https://doi.org/10.1007/BF00115009>). **Christopher Watkins** took the two
# together in 1989; that Q-learning converges, whatever the walker does, as long as it goes on trying everything and its
# steps shrink, was proved with **Peter Dayan** (*Q-learning*, 1992, <https://doi.org/10.1007/BF00992698>). The cliff is
# example 6.6 in Sutton and Barto, the taxi is Thomas Dietterich's.
#
# A table has a row for each situation. For Mini-Pong it would need one for every picture, and most would be visited
# never. Put a network where the table stood, and it is the **deep Q-network** that learned to play Atari games; that
# step costs two new tricks, since moving one entry now moves all others too. The value of situations comes again as the
# *critic* of **actor and critic**, and one row of values as the memory of every node in a **tree search**.
#
# **When it hurts:** chapter 6 of Sutton and Barto (<http://incompleteideas.net/book/RLbook2020.pdf>) has both methods
# and the cliff, in twenty pages. If Bellman's equation feels like pulling oneself up by one's own hair, do three rounds
# of the corridor with pencil and paper: the end is known, and everything else hangs on it.

# %% [markdown] id="summary"
# ## In your own words
#
# Which of the two walkers is right? Answer for somebody who has never programmed, in four sentences.
#
# *My answer:*
