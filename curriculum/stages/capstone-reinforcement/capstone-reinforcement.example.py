# %% [markdown] id="title"
# # Whose seconds count? A delivery robot learns to cross a street
#
# *Asked: what does a robot that must cross a busy street learn, depending on whose time its reward counts? Came out:
# paid for its own time, it learns to make cars brake; paid for the drivers' time too, it learns patience, but only at
# a price eight times what I thought fair, because it sees the first driver brake and not the queue behind.*
#
# ---
#
# A finished example of the second project. It is one way to do it, neither the best nor a model to copy: see how much
# is enough, then do yours. It takes about three minutes of computing, and the pictures you see were made by such a
# run.

# %% [markdown] id="summary"
# ## Summary
#
# I wrote a small street in numpy, four lanes of cars that jam and brake, and let a robot learn to cross it by double
# Q-learning, with three different prices for a second that it makes drivers brake, five agents for each. All of them
# learn to cross, in 9 to 14 seconds, where chance is run over 97 times in a hundred. What they *want* differs. With
# price 0 a crossing costs everybody 3.1 person-seconds (2.7 to 3.4 over five seeds); with price 10, which I had
# thought fair, still 2.4 (2.1 to 2.8); with price 80 it is 1.6 (1.5 to 1.7), and not one of 20,000 crossings ended in
# a hit.
#
# Where it fails: a polite rule of ten lines does as well, or slightly better (1.5). And where one driver in twenty
# does not look, the agents that had learned to count on brakes are hit about thirty times in a thousand crossings,
# those of price 80 two or three times, the polite rule never.

# %% [markdown] id="problem"
# ## The problem
#
# Small delivery robots have begun to cross the street that I live in. They have right of way on no lane, and yet cars
# stop for them, for nobody wants to run one over. My neighbour asked who pays for that, and I could not answer. This
# is Frogger, the game, with one question added: *whose seconds count?*
#
# Why learn it? A rule for one lane is ten lines of code, and I write two of them below. What is hard to program is to
# *trade*: how long to wait for how good a gap, when to stop half-way on the island, when to count on a driver's
# brake.
#
# **My number**, fixed before the agents below were trained, is what one crossing costs everybody, in
# *person-seconds*: the seconds that drivers lose, plus a tenth of the seconds that the robot needs, since a parcel
# can wait ten times as well as a person can. A robot that never crosses costs 6. Beside it stand always the **hits
# per thousand crossings**; I do not convert these into seconds, and a robot that is hit more than once in a thousand
# crossings is out, whatever its number.

# %% [markdown] id="tools-about"
# **Tools.** numpy runs the streets, PyTorch learns, matplotlib draws. The environment is mine, so no library provides
# it. The net is small: on a graphics card it would wait for the streets most of the time.

# %% id="tools"
import time

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import Markdown, display
from matplotlib.patches import Rectangle
from torch import nn
from tqdm.auto import tqdm

DEVICE = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
BLUE, VERMILION, GREEN, ORANGE, GREY = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#777777"
plt.rcParams.update({"figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white"})
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.dpi": 80})
plt.rcParams.update({"legend.frameon": False, "figure.constrained_layout.use": True})

# %% [markdown] id="parameters-about"
# **Settings.** One agent for each price and each seed: fifteen. The held-out streets have seeds that no training
# meets.

# %% id="parameters" tags=["parameters"]
PRICES = (0, 10, 80)  # what a driver's second of braking costs the robot, in its own seconds
SEEDS = (0, 1, 2, 3, 4)  # one agent each, for every price
HELD_OUT, CROSSINGS = 10_000, 4000  # the seed of the streets that judge, and how many crossings they see
STREETS = 128  # streets side by side in training
STEPS = 1800  # seconds in each of them, and steps of learning
LONGEST = 60  # seconds after which a crossing is given up
HIT, ARRIVED = 100, 20  # what being hit costs, and arriving brings, in the robot's seconds

# %% [markdown] id="environment"
# ## Environment
#
# Four lanes, two each way, and an island in the middle: the robot's row is 0 (pavement), 1, 2 (lanes), 3 (island), 4,
# 5 (lanes) or 6 (there). Each second it **waits**, goes one row **forward** or one **back**. A lane is a ring of 40
# cells of 4 metres, with six cars.
#
# The traffic is a variant of Nagel and Schreckenberg's cellular automaton
# ([1992](https://doi.org/10.1051/jp1:1992277)), in which jams arise by themselves. Every second each car speeds up by
# one cell a second with probability 0.4, up to 3 (43 km/h); keeps behind the car in front; and dawdles with
# probability 0.1, by one. I added what happens at the robot: a driver who sees it *in the own lane* brakes as hard as
# needed, but by at most 1 a second (4 m/s², firm). If that is not enough, the robot is hit.
#
# **What the robot sees**: for five rows, from the one behind it to three ahead, the 13 cells from one past it to
# eleven upstream: is there a car, and how fast? And which row it is in. The two far lanes are mirrored, so that all
# cars come from the same side and what is learned in one lane holds in the others. Traffic a lane's length away it
# does not see, nor what happens *behind* the cars that come.
#
# **What is random**: where cars start, when they speed up and dawdle. The licence of all this is my own to choose.

# %% [markdown] id="street-about"
# **Many streets at once, and each of them twice.** Every street has a twin with the same cars and the same luck, and
# no robot in it. What the twin's cars have driven and the real ones have not is what the robot cost the drivers: no
# guess about who braked because of whom, but a comparison with the world without it. That is a luxury of simulation,
# so the twin serves for judging only; the agent never sees it.


# %% id="street"
LANES, CELLS, FASTEST, ROWS, HERE = 4, 40, 3, 7, 20
LANE_OF = np.array([-1, 0, 1, -1, 2, 3, -1])  # the lane of each row; -1 where no car drives


class Street:
    """Many streets, each with a robot, and each with a twin that has none."""

    def __init__(self, number, seed, cars=6, blind=0.0):
        self.luck = np.random.default_rng(seed)
        start = np.sort(self.luck.random((number, LANES, CELLS)).argsort(axis=-1)[..., :cars], axis=-1)
        self.place, self.speed = np.stack([start, start]), np.full((2, *start.shape), 2)  # the street, its twin
        self.sees = self.luck.random(start.shape) >= blind
        self.row, self.clock = np.zeros(number, dtype=int), np.zeros(number, dtype=int)
        for _ in range(30):  # let the traffic find its order
            self.step(np.zeros(number, dtype=int))
        self.restart(np.ones(number, dtype=bool), 0)

    def restart(self, which, row):
        """The next robot sets out into the traffic that the last one left; the twins begin as equals."""
        self.row[which], self.clock[which] = row, 0
        self.place[1, which], self.speed[1, which] = self.place[0, which], self.speed[0, which]

    def step(self, action):
        """One second, with action 0 to wait, 1 to go forward, 2 to go back, for every robot."""
        self.row = np.clip(self.row + np.array([0, 1, -1])[action], 0, ROWS - 1)
        self.clock += 1
        luck = self.luck.random(self.place.shape[1:])
        room = (np.roll(self.place, -1, axis=-1) - self.place - 1) % CELLS
        wish = np.minimum(np.minimum(self.speed + (luck < 0.4), FASTEST), room)
        wish = np.maximum(wish - (luck > 0.9), 0)
        mine = (np.arange(LANES) == LANE_OF[self.row][:, None])[..., None]  # the lane that the robot is in
        away = (HERE - self.place[0]) % CELLS  # cells from each car to the robot; 0 where they meet
        hardest = np.maximum(self.speed[0] - 1, 0)
        braked = np.maximum(np.minimum(wish[0], away - 1), np.minimum(wish[0], hardest))
        went = np.where(mine & self.sees, braked, wish[0])
        hit = (mine & ((away == 0) | (away <= went))).any(axis=(1, 2))
        self.speed = np.stack([went, wish[1]])
        self.place = (self.place + self.speed) % CELLS
        return {
            "hit": hit,
            "arrived": (self.row == ROWS - 1) & ~hit,
            "braking": (wish[0] - went).sum(axis=(1, 2)) / FASTEST,  # seconds lost by drivers who brake for it
            "lost": (self.speed[1] - self.speed[0]).sum(axis=(1, 2)) / FASTEST,  # … by everybody, against the twin
        }


# %% [markdown] id="look-about"
# **What it sees**, as numbers: for each cell whether a car is there and how fast it is, then the row. The rows move
# with the robot, so that "the lane ahead" is always at the same place of the input.


# %% id="look"
SEEN = 13


def look(street):
    """What every robot sees, (streets, 137)."""
    away = (HERE + 1 - street.place[0]) % CELLS  # 0: one past the robot, 1: beside it, 2 and more: coming
    cells = np.zeros((len(street.row), LANES + 1, SEEN, 2), dtype=np.float32)
    which, lane, car = np.nonzero(away < SEEN)
    at = away[which, lane, car]
    cells[which, lane, at, 0] = 1
    cells[which, lane, at, 1] = (street.speed[0][which, lane, car] + 1) / 4
    rows = np.clip(street.row[:, None] + np.arange(-1, 4), 0, ROWS - 1)
    ahead = cells[np.arange(len(rows))[:, None], LANE_OF[rows]]  # where no car drives: the empty lane, number -1
    return np.concatenate([ahead.reshape(len(rows), -1), np.eye(ROWS, dtype=np.float32)[street.row]], axis=1)


def draw(ax, street, which):
    """One street from above; darker cars are faster, the robot is the dot."""
    for row, lane in enumerate(LANE_OF):
        ax.axhspan(row - 0.5, row + 0.5, color="#dddddd" if lane >= 0 else "#f4efe2", lw=0)
    for lane, row in enumerate(np.flatnonzero(LANE_OF >= 0)):
        for place, speed in zip(street.place[0, which, lane], street.speed[0, which, lane], strict=True):
            x = place - HERE if lane < 2 else HERE - place
            ax.add_patch(Rectangle((x - 0.45, row - 0.3), 0.9, 0.6, color=plt.cm.Blues(0.35 + 0.2 * speed)))
    ax.plot(0, street.row[which], "o", color=VERMILION, ms=7)
    ax.set(xlim=(-20, 20), ylim=(-0.5, 6.5), xticks=[], yticks=[])


street = Street(1, seed=7)
fig, axes = plt.subplots(2, 3, figsize=(9.5, 3.6))
for ax, action in zip(axes.flat, (0, 1, 1, 1, 1, 1), strict=True):
    street.step(np.array([action]))
    draw(ax, street, 0)
    ax.set_title(f"second {street.clock[0]}", fontsize=9)
plt.show()

# %% [markdown] id="reward"
# ## Reward
#
# All in the robot's own seconds: $-1$ for each second, $-100$ for being hit, $+20$ for arriving, and $-\kappa$ for
# every second that drivers lose by braking for it. The **price** $\kappa$ is what this project is about:
#
# - $\kappa = 0$: only the robot's time counts;
# - $\kappa = 10$: what I took for fair, since in my number a person's second counts ten times the robot's;
# - $\kappa = 80$: the price that I found I needed; why, is the main result.
#
# **Why braking, and not what drivers lose in all?** A robot's own eyes can tell which car brakes for it, as a real
# one's could. The twin knows more and exists in no real street. **The laziest way to a high reward** is never to be
# hit by never leaving the pavement: it costs $-60$, which is better than being hit, and the first agents that I
# trained did just that.

# %% [markdown] id="baseline"
# ## Baseline
#
# Chance, and two rules that look at the next lane only. The **polite** rule goes when no car there could reach the
# robot within the next second. The **bold** rule goes when no car there would be *forced* to reach it: it counts on
# the brakes. In a lane, both go on as soon as they may, and step back if a car is about to arrive.

# %% [markdown] id="judge-about"
# **One judge for all.** `examine` lets a player, a function from streets to actions, cross thousands of streets once.
# After a crossing it lets the traffic run on for 30 seconds, because a queue outlasts the robot that made it. While I
# worked I used other seeds than the held-out ones.


# %% id="judge"
def examine(player, seed, number=CROSSINGS, **world):
    """One crossing in each street: seconds, hits, seconds of braking, seconds that all drivers lost."""
    street = Street(number, seed, **world)
    going, hit = np.ones(number, dtype=bool), np.zeros(number, dtype=bool)
    seconds, braking, lost = np.zeros(number), np.zeros(number), np.zeros(number)
    for second in range(LONGEST + 30):
        if second == LONGEST:
            going[:], street.row[:] = False, 0
        told = street.step(np.where(going, player(street), 0) if going.any() else np.zeros(number, dtype=int))
        seconds, lost, braking = seconds + going, lost + told["lost"], braking + told["braking"]
        hit |= going & told["hit"]
        ended = going & (told["hit"] | told["arrived"])
        going, street.row = going & ~ended, np.where(ended, 0, street.row)
    return {"seconds": seconds, "hits": 1000.0 * hit, "braking": braking, "lost": lost, "cost": lost + seconds / 10}


def rule(bold):
    """Go where the next lane is free, step back where a car comes; bold counts on drivers to brake."""

    def player(street):
        away = (HERE - street.place[0]) % CELLS
        reach = np.minimum(street.speed[0] + 1, FASTEST)
        forced = np.maximum(street.speed[0] - 1, 0)

        def threatened(row, within):
            lane = LANE_OF[np.clip(row, 0, ROWS - 1)]
            return ((away <= within) & (np.arange(LANES) == lane[:, None])[..., None]).any(axis=(1, 2))

        blocked = threatened(street.row + 1, forced if bold else reach)
        return np.where(~blocked, 1, np.where(threatened(street.row, reach), 2, 0))

    return player


dice = np.random.default_rng(0)
rules = {
    "chance": lambda street: dice.integers(0, 3, len(street.row)),
    "bold rule": rule(True),
    "polite rule": rule(False),
}
columns = {"seconds": "{:.1f}", "hits": "{:.1f}", "braking": "{:.2f}", "lost": "{:.2f}", "cost": "**{:.2f}**"}
HEAD = ["| | seconds | hits a thousand | seconds of braking | seconds lost by drivers | **person-seconds** |"]
HEAD += ["|---|---|---|---|---|---|"]


def line(name, means):
    return f"| {name} | " + " | ".join(shown.format(means[key]) for key, shown in columns.items()) + " |"


tried = {
    name: {key: values.mean() for key, values in examine(player, seed=1).items()} for name, player in rules.items()
}
display(Markdown("\n".join(HEAD + [line(name, means) for name, means in tried.items()])))

# %% [markdown] id="baseline-said"
# The rules are good. Neither is ever hit, which chance nearly always is; the bold one is six seconds faster, at the
# drivers' expense. And one thing in the table made me stop: behind the bold rule, drivers lose about ten times as
# much as they lose by *braking for the robot*. I come back to that.

# %% [markdown] id="architecture"
# ## Architecture
#
# A net that gives a value to each of the three actions, trained by double Q-learning with a replay memory ([Mnih and
# others, 2015](https://doi.org/10.1038/nature14236); [van Hasselt and others,
# 2015](https://arxiv.org/abs/1509.06461)). Two hidden layers, 128 and 64 units with ReLU.
#
# **Why values and not a policy?** I began with an actor and a critic, which had served me well on the balancing pole.
# This one stood on the pavement for ever. At first nearly every crossing ends under a car, so the probability of
# setting out goes to nothing long before it has once been tried at a good moment, and what is never tried is never
# learned. Cheaper hits at the start and more entropy got it across, but in 1 % of crossings it was hit, with its
# entropy gone. A memory does not forget the few good crossings, and chance goes on choosing some actions without any
# harm to what is learned from them.
#
# **What the net knows beforehand**: that all lanes are alike (mirrored, and in the robot's own coordinates). It need
# not find out four times what a car is.

# %% [markdown] id="net-about"
# **The net.** Its values are in units of 20 seconds, so that they stay between −7 and 1.


# %% id="net"
def new_net():
    return nn.Sequential(
        nn.Linear(5 * SEEN * 2 + ROWS, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 3)
    ).to(DEVICE)


def greedy(net):
    """The player that takes the action of the highest value."""

    @torch.no_grad()
    def player(street):
        return net(torch.as_tensor(look(street), device=DEVICE)).argmax(dim=1).cpu().numpy()

    return player


print(f"{sum(weights.numel() for weights in new_net().parameters()):,} weights")

# %% [markdown] id="loss"
# ## Loss
#
# The value of an action should be its reward plus the value of the best action after it:
#
# $$y = r + \gamma\,(1 - e)\; Q'\bigl(s', \arg\max_a Q(s', a)\bigr), \qquad L = \text{huber}\bigl(Q(s, a) - y\bigr),$$
#
# with $e = 1$ where the crossing ended by a hit or an arrival (not where only the clock ran out: the robot could have
# gone on waiting), $\gamma = 0.97$, and $Q'$ an older copy of the net. The net chooses the next action, its older
# copy values it, so that one error is not used twice. No gradient flows through $y$. Huber's loss grows like a line
# for large errors; a hit at −5 would otherwise shout everything else down.

# %% [markdown] id="target-about"
# **The target**, and a check on numbers worked out by hand: the net prefers action 2, and it is the copy's value of
# action 2 that counts.


# %% id="target"
DISCOUNT = 0.97


@torch.no_grad()
def target(rewards, ended, chosen_by, valued_by):
    """What the values should have been; the last two are values of the next state, (n, 3)."""
    best = chosen_by.argmax(dim=1, keepdim=True)
    return rewards + DISCOUNT * (1 - ended) * valued_by.gather(1, best)[:, 0]


net_says, copy_says = torch.tensor([[0.0, 1.0, 2.0]] * 2), torch.tensor([[9.0, 9.0, 0.5]] * 2)
by_hand = target(torch.tensor([-0.05, -5.0]), torch.tensor([0.0, 1.0]), net_says, copy_says)
assert torch.allclose(by_hand, torch.tensor([-0.05 + 0.97 * 0.5, -5.0])), "The target is wrong."

# %% [markdown] id="training"
# ## Training
#
# 128 streets side by side, 1,800 seconds in each, one step of learning a second: 230,400 seconds of experience for
# each agent, about ten seconds of mine. At first all actions are by chance, after two fifths of the time one in a
# hundred. Three tenths of the robots begin on the island: from there the far pavement is near enough to be reached by
# luck, and what is learned there is true on the near side too.

# %% [markdown] id="memory-about"
# **The memory** keeps the last 100,000 seconds and gives back a random handful.


# %% id="memory"
class Memory:
    """The latest experiences, in a ring."""

    def __init__(self, size=100_000):
        width = 5 * SEEN * 2 + ROWS
        shapes = {"seen": width, "next": width, "action": 0, "reward": 0, "ended": 0}
        self.kept = {name: torch.zeros((size, n) if n else size, device=DEVICE) for name, n in shapes.items()}
        self.size, self.written = size, 0

    def write(self, **new):
        at = torch.arange(self.written, self.written + len(new["reward"])) % self.size
        for name, values in new.items():
            self.kept[name][at] = torch.as_tensor(values, dtype=torch.float32, device=DEVICE)
        self.written += len(at)

    def some(self, number):
        at = torch.randint(min(self.written, self.size), (number,))
        return {name: values[at] for name, values in self.kept.items()}


# %% [markdown] id="train-about"
# **Act, remember, learn.** What is noted on the way, for the curves: how crossings ended, how long they took, how
# much drivers braked.


# %% id="train"
def train(price, seed):
    """A trained net and, for every tenth of the training, hits, seconds and braking for each crossing."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(1000 + seed)
    net, older, memory, street = new_net(), new_net(), Memory(), Street(STREETS, seed)
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
    seen, curve, noted = look(street), [], np.zeros(4)
    for step in range(STEPS):
        if step % 200 == 0:
            older.load_state_dict(net.state_dict())
        done = step / STEPS
        with torch.no_grad():
            action = net(torch.as_tensor(seen, device=DEVICE)).argmax(dim=1).cpu().numpy()
        by_chance = chance.random(STREETS) < max(0.01, 1 - done / 0.4)
        action = np.where(by_chance, chance.integers(0, 3, STREETS), action)
        told = street.step(action)
        reward = (ARRIVED * told["arrived"] - 1 - HIT * told["hit"] - price * told["braking"]) / 20
        ended = told["hit"] | told["arrived"]
        following = look(street)
        memory.write(seen=seen, next=following, action=action, reward=reward, ended=ended)
        over = ended | (street.clock >= LONGEST)
        noted += told["hit"].sum(), STREETS, told["braking"].sum(), over.sum()
        street.restart(over, np.where(chance.random(over.sum()) < 0.3, 3, 0))
        seen = look(street) if over.any() else following

        some = memory.some(256)
        values = net(some["seen"]).gather(1, some["action"].long()[:, None])[:, 0]
        with torch.no_grad():
            aim = target(some["reward"], some["ended"], net(some["next"]), older(some["next"]))
        optimiser.param_groups[0]["lr"] = 1e-3 * min(1, 2 * (1 - done) + 0.02)
        loss = nn.functional.smooth_l1_loss(values, aim)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if (step + 1) % (STEPS // 20) == 0:
            curve.append(noted[:3] / max(1, noted[3]))
            noted[:] = 0
    return net, np.array(curve)


kinds = [(price, seed) for price in PRICES for seed in SEEDS]
agents = {kind: train(*kind) for kind in tqdm(kinds, desc="agents")}

# %% [markdown] id="curves-about"
# **The learning curves** of all fifteen, colours by price. Crossings from the island count too, so the seconds are
# fewer than in the evaluation. An agent that learned nothing would stay at the left edge: hit in nearly every
# crossing.

# %% id="curves"
COLOURS = dict(zip(PRICES, (VERMILION, ORANGE, BLUE), strict=True))
fig, axes = plt.subplots(1, 3, figsize=(9.8, 3))
names = ["hits in a hundred crossings", "seconds a crossing", "seconds of braking a crossing"]
for (price, _), (_, curve) in agents.items():
    thousands = np.linspace(STEPS / 20, STEPS, len(curve)) * STREETS / 1000
    for ax, values in zip(axes, curve.T * [[100], [1], [1]], strict=True):
        ax.plot(thousands, values, color=COLOURS[price], lw=1, alpha=0.8)
for ax, name in zip(axes, names, strict=True):
    ax.set(xlabel="thousands of seconds lived", ylabel=name, ylim=(0, None))
axes[0].legend([axes[0].lines[i * len(SEEDS)] for i in range(len(PRICES))], [f"price {price}" for price in PRICES])
plt.show()

# %% [markdown] id="evaluation"
# ## Evaluation
#
# Once, on the held-out streets, without chance in the actions. The same 4,000 streets for everybody.

# %% [markdown] id="verdict-about"
# **The verdict.** For each price the mean over five agents, with the lowest and the highest; chance is left out of
# the picture, where it would lie far off.

# %% id="verdict"
judged = {name: examine(player, HELD_OUT) for name, player in rules.items()}
judged |= {kind: examine(greedy(net), HELD_OUT) for kind, (net, _) in agents.items()}
means = {name: {key: values.mean() for key, values in found.items()} for name, found in judged.items()}
rows = HEAD + [line(name, means[name]) for name in rules]
for price in PRICES:
    five = [means[price, seed] for seed in SEEDS]
    rows.append(
        line(f"price {price}, mean of {len(five)}", {key: np.mean([one[key] for one in five]) for key in columns})
    )
    for what, of in (("lowest", np.min), ("highest", np.max)):
        rows.append(line(f"… {what}", {key: of([one[key] for one in five]) for key in columns}))
display(Markdown("\n".join(rows)))

fig, ax = plt.subplots(figsize=(6.6, 3.8))
seconds = np.array([7.5, 17])
for cost in (1, 1.5, 2, 2.5, 3, 3.5):
    ax.plot(seconds, cost - seconds / 10, color="#cccccc", lw=0.8, zorder=0)
for name, found in means.items():
    if name == "chance":
        continue
    error = 2 * judged[name]["lost"].std() / np.sqrt(CROSSINGS)
    colour, mark = (COLOURS[name[0]], "o") if name not in rules else ("black", "s" if "bold" in name else "D")
    ax.errorbar(found["seconds"], found["lost"], yerr=error, fmt=mark, color=colour, alpha=0.8, lw=1)
    if name in rules:
        ax.annotate(name, (found["seconds"], found["lost"]), xytext=(6, 8), textcoords="offset points")
for price in PRICES:
    ax.plot([], [], "o", color=COLOURS[price], label=f"price {price}")
ax.set(xlabel="seconds that the robot needs", ylabel="seconds that drivers lose", ylim=(-0.1, 3.5), xlim=seconds)
ax.set_title("grey: the same number of person-seconds", fontsize=10, color=GREY)
ax.legend()
plt.show()

# %% [markdown] id="evaluation-said"
# What I read from it:
#
# - **The price does what a price should.** Along the three colours the robot gives up nearly five seconds of its own,
#   and drivers get back two. Price 80 stands clear of the others with all its seeds; prices 0 and 10 overlap a
#   little.
# - **My fair price was not fair.** In my number a person's second counts ten of the robot's. With the reward saying
#   the same, agents behave hardly better than selfish ones. *Effects* says why.
# - **The worst of the price-0 agents is out.** It was hit ten times in 4,000 crossings, 2.5 in a thousand, where I
#   had drawn the line at one. Another seed was not hit at all. A single run could have shown me either.
# - **I have not beaten the polite rule.** At price 80 the robot needs a second less than the rule does and costs
#   drivers a fifth of a second more, and a driver's second counts ten. 1.57 on average against 1.46. The agents found
#   out by themselves, from hits and seconds, most of what I knew beforehand when I wrote the rule; on this street,
#   knowing was cheaper.
#
# About luck: one crossing in some hundreds starts a jam, so the drivers' seconds vary a lot from street to street.
# The bars are two standard errors over 4,000 streets, and everybody had the same streets.

# %% [markdown] id="metric-about"
# **The number**, for the record: the mean of the five agents at the last price.

# %% id="metric" tags=["metric"]
score = float(np.mean([means[PRICES[-1], seed]["cost"] for seed in SEEDS]))
metric = {"name": "cost of a crossing", "value": round(score, 2), "unit": "person-seconds"}
print(f"{score:.2f} person-seconds")
display({"application/vnd.dl-curriculum.metric+json": metric}, raw=True)

# %% [markdown] id="errors"
# ## Errors
#
# On the streets they know, agents are hardly ever hit. So I looked for trouble where a real street would differ:
# **drivers who look away** (one in twenty does not see the robot and never brakes for it), **rush hour** (eight cars
# a lane instead of six), and both. No agent was trained on any of these.

# %% [markdown] id="worlds-about"
# **Other worlds**, for everybody: hits in a thousand crossings, then person-seconds. 2,000 streets each, so a hit
# more or less is half a point.

# %% id="worlds"
worlds = {
    "as trained": {},
    "1 in 20 blind": {"blind": 0.05},
    "rush hour": {"cars": 8},
    "both": {"blind": 0.05, "cars": 8},
}
everybody = {name: [player] for name, player in rules.items() if name != "chance"}
everybody |= {f"price {price}": [greedy(agents[price, seed][0]) for seed in SEEDS] for price in PRICES}
elsewhere = {
    (name, world): [
        {key: values.mean() for key, values in examine(player, HELD_OUT + 1, 2000, **rules_there).items()}
        for player in players
    ]
    for name, players in everybody.items()
    for world, rules_there in worlds.items()
}
fig, axes = plt.subplots(1, 2, figsize=(9.8, 3.3))
for ax, (key, label) in zip(
    axes, {"hits": "hits in a thousand crossings", "cost": "person-seconds"}.items(), strict=True
):
    for place, name in enumerate(everybody):
        colour = COLOURS.get(int(name.split()[-1])) if name.startswith("price") else "black"
        for at, world in enumerate(worlds):
            found = [one[key] for one in elsewhere[name, world]]
            mark = {"bold rule": "s", "polite rule": "D"}.get(name, "o")
            ax.plot([at + 0.14 * (place - 2)] * len(found), found, mark, color=colour, alpha=0.7, ms=5)
    ax.set(xticks=range(len(worlds)), xticklabels=worlds, ylabel=label, ylim=(-0.5 if key == "hits" else 0, None))
marks = {"bold rule": "s", "polite rule": "D"}
for name in everybody:
    colour = COLOURS.get(int(name.split()[-1])) if name.startswith("price") else "black"
    axes[0].plot([], [], marks.get(name, "o"), color=colour, label=name)
axes[0].legend(fontsize=8)
plt.show()

# %% [markdown] id="worlds-said"
# This I had not expected, and it is the result that I would tell a friend. **What was taught as courtesy turns out to
# be caution.** None of the agents ever met a driver who does not look. Those to whom braking costs nothing had
# learned that a car which *can* stop *will*; with one driver in twenty who does not, they are hit about thirty times
# in a thousand crossings, just like the bold rule. At price 80 it is two or three, since they rarely step in front of
# anyone. Only the polite rule, which never asks anybody to brake, is safe from all of them.
#
# By my own line of one in a thousand, *no* agent may leave the simulator. The rush hour, which I had feared more,
# costs everybody time and hardly any hits.

# %% [markdown] id="hit-about"
# **One of these hits, second by second.** The first agent at price 0, in the first street with blind drivers where it
# is hit.

# %% id="hit"
player = greedy(agents[PRICES[0], SEEDS[0]][0])
unlucky = int(examine(player, HELD_OUT + 1, 2000, blind=0.05)["hits"].argmax())
street, scenes = Street(2000, HELD_OUT + 1, blind=0.05), []
while len(scenes) < LONGEST:
    told = street.step(player(street))
    scenes.append((street.place[:, [unlucky]].copy(), street.speed[:, [unlucky]].copy(), street.row[[unlucky]].copy()))
    if told["hit"][unlucky] or told["arrived"][unlucky]:
        break
fig, axes = plt.subplots(1, 4, figsize=(9.8, 2))
for ax, (number, scene) in zip(axes, list(enumerate(scenes, 1))[-4:], strict=False):
    still = Street(1, 0)
    still.place, still.speed, still.row = scene
    draw(ax, still, 0)
    ax.set_title(f"second {number}" + (": hit" if number == len(scenes) and told["hit"][unlucky] else ""), fontsize=9)
plt.show()

# %% [markdown] id="hit-said"
# From the island it steps into the lane in front of a car that had room enough to stop, as it had done thousands of
# times with success. It is not a mistake by what it was taught.

# %% [markdown] id="effects"
# ## Effects on the whole system
#
# **What my reward sees, and what it does not.** The reward counts the driver who brakes for the robot. It does not
# count the driver who brakes for that driver, nor the time it takes to get going again. With the twin I can say how
# much that is.

# %% [markdown] id="unseen-about"
# **How much it misses.** Left: for everybody, what drivers lose in all for each second of braking that the robot can
# see. Right: one street of the price-0 agent in which that was much. Each dot is a car of the lane that lost most;
# time runs downwards, and the twin, without the robot, is drawn in grey.

# %% id="unseen"
ratios = {
    price: sum(means[price, seed]["lost"] for seed in SEEDS) / sum(means[price, seed]["braking"] for seed in SEEDS)
    for price in PRICES
}
seen_most = judged[PRICES[0], SEEDS[0]]
worst = int(np.argmax(seen_most["lost"]))
street, trace, player = Street(CROSSINGS, HELD_OUT), [], greedy(agents[PRICES[0], SEEDS[0]][0])
going, rows_taken = True, []
for _ in range(70):
    told = street.step(np.where(going, player(street), 0))
    trace.append(street.place[:, worst].copy())
    rows_taken.append(street.row[worst] if going else -1)
    if going and (told["hit"][worst] or told["arrived"][worst]):
        going, street.row[worst] = False, 0
trace = np.array(trace)
lane = int(np.argmax([(trace[:, 0, k] != trace[:, 1, k]).sum() for k in range(LANES)]))

fig, (left, right) = plt.subplots(1, 2, figsize=(9.8, 4), width_ratios=[1, 2])
left.bar(range(len(PRICES)), ratios.values(), color=COLOURS.values())
left.set(
    xticks=range(len(PRICES)), xticklabels=PRICES, xlabel="price", ylabel="seconds lost in all for each that it sees"
)
for twin, colour in ((1, "#bbbbbb"), (0, BLUE)):
    for second, places in enumerate(trace[:, twin, lane]):
        right.plot(places - HERE, [second] * len(places), ".", color=colour, ms=5 if twin else 3)
there = [second for second, row in enumerate(rows_taken) if LANE_OF[row] == lane and row >= 0]
right.plot([0] * len(there), there, "s", color=VERMILION, ms=7, label="the robot in this lane")
right.set(xlabel="cells from the robot's path (cars drive to the right, in a ring)", ylabel="second")
right.set_title(
    f"drivers lost {seen_most['lost'][worst]:.0f} s here, {seen_most['braking'][worst]:.1f} s by braking for it"
)
right.invert_yaxis()
right.legend(loc="lower right")
plt.show()

# %% [markdown] id="effects-said"
# **The reward sees a small part of what it causes.** For each second that drivers lose by braking for the robot, all
# drivers together lose eight to ten. A tap on the brakes makes the next car brake too, getting going takes longer
# than stopping, and so a queue stands where the robot was, long after it has gone. On the right a third of a second
# of braking became 130 seconds. That is why the fair price of 10 was too low, and where the 80 comes from: ten, times
# about eight. I found that out when the first agents were trained, on other streets than these; it is a correction,
# and not a number that I had beforehand.
#
# Even this is a trick that works here only. On another street the factor would be another one, at night it would be
# one, and the real street has no twin to read it from. A reward can be right only for the effects that somebody
# measures.
#
# **How one decision changed the rest.** The price changes what the robot sees: at price 80 it waits on the pavement,
# and of its later life little is spent in front of cars that brake, where it is hit when a driver does not. Starting
# three in ten on the island changes what it remembers. Making the drivers of the simulator perfect changed what all
# the agents *believe*, more than any setting of the learning did.
#
# **Who decides, who pays.** The company that sends the robot chooses the reward, and price 0 is the best for it: five
# seconds saved on every crossing. The drivers who pay for them are not asked, and each loses too little to complain.
# That is what rules are for. I would rather have a limit from outside than a price inside: *do not enter a lane if a
# car would have to brake*, checked by code that does not learn, which anybody can read and nobody can talk into
# anything. It is the polite rule, used as a fence. Compared with price 80 it costs the robot one second.
#
# **And drivers learn too.** If robots wait politely, drivers will stop looking out for them; if robots push in,
# drivers will drive more slowly, or hoot. My drivers never change. With many robots on the street, each of them
# trained alone, I would not know what to expect.
#
# **Exploration** cost each agent several thousand simulated hits. On a real street the first would have been one too
# many; it is for simulators, and for what one does between simulator and street, which is not in this notebook.

# %% [markdown] id="decisions"
# ## Decisions
#
# | decision | instead of | because | seen afterwards |
# |---|---|---|---|
# | my own street | Frogger's pixels | to change rules and count consequences | the twin, my best idea here |
# | double Q-learning | actor and critic | stayed on the pavement, or were hit in 1 % | hits nearly gone half-way |
# | a hit costs 100 | 500 | beside 500, single seconds drowned: 2 s longer (with another γ, too) | not more hits |
# | 3 in 10 begin on the island | none | luck finds the goal from there | never tested whether it is needed |
# | price on braking | on all that is lost | a robot can see it | it sees a small part |
# | hits apart from seconds | one number | I did not want to choose the price of a hit after seeing results | |
# | chance falls to 1 % | 2 % | fewer hits in training | |

# %% [markdown] id="next"
# ## What comes next
#
# In the order in which I would do it:
#
# 1. **Drivers who look away, in training**: one in fifty, and more in some streets. I expect all agents to become
#    more polite, whatever the price. This is the experiment that would teach me most.
# 2. **The fence**: the polite rule as a limit around the price-0 agent. If it then reaches 1.46 and no hits, the
#    learning was not needed for this street, and I should say so.
# 3. **A street on which my rule is not enough**: bicycles among the cars, a bus that hides what comes behind it,
#    sideways steps. Learning should pay where I cannot write the rule.
# 4. With ten times the computer: many robots at once.
#
# What surprised me was how little of the work was the learning. Most of it was to find out what the robot should
# want, and I am not sure that I know.

# %% [markdown] id="cost-about"
# **What it took**, so that you can plan yours.

# %% id="cost"
print(f"computing time {time.process_time():.0f} s on {DEVICE}, torch {torch.__version__}")
