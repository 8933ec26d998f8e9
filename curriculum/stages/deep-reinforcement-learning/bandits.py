# %% [markdown] id="question"
# # Trying and using
#
# Ten treatments, a thousand patients, one after the other. You do not know which treatment helps most; what you learn,
# you learn from those who have been treated. Whom do you give what?
#
# Give everyone what has worked best so far, and a lucky start of the third-best may keep you with it for ever. Try
# everything in turn, and most patients get something worse than you could have known. **How much trying is enough?**
#
# The question is old enough to have a silly name, the many-armed *bandit*, after the slot machine with one arm. It is
# reinforcement learning with everything taken away but the heart: no situations, no late rewards, only the choice
# between trying and using. Afterwards you will be able to
#
# - keep a running mean without keeping the data,
# - write the three classic answers: a little chance, optimism, and preferences that are pushed,
# - measure what trying costs, as *regret*, and say which answer pays less and why,
# - say what has to change when the world does.
#
# It takes about an hour; the computer needs some twenty seconds of it. numpy is all you need.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"numpy": "numpy", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="setup-about"
# ## Set-up

# %% id="setup"
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from tqdm.auto import tqdm

BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#666666"
plt.rcParams.update({"figure.facecolor": "white", "axes.facecolor": "white", "savefig.facecolor": "white"})
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

# %% [markdown] id="parameters-about"
# The dials. Leave them for the first pass.

# %% id="parameters" tags=["parameters"]
SEED = 0
BANDITS = 1000  # games played side by side
ARMS = 10
PULLS = 1000  # in each game
EPSILON = 0.1  # how often ε-greedy tries just any arm
CONFIDENCE = 2.0  # how optimistic UCB is
RATE = 0.1  # step of the gradient bandit
DRIFT = 0.05  # how much an arm's value changes between two pulls, in the world that changes

# %% [markdown] id="game-about"
# ## The game
#
# Each arm $a$ has a true value $q(a)$, drawn once from a normal distribution with mean 0 and spread 1. Pulling it earns
# $q(a)$ plus noise of spread 1. One game alone would tell more about luck than about method, so we play a thousand of
# them side by side, each with arms of its own: every array has the shape (bandits, arms), and "one pull" means one in
# every game.


# %% id="game"
class Bandits:
    """Many games at once. `values` holds the true value of every arm, which no agent may see."""

    def __init__(self, rng: np.random.Generator, drift: float = 0.0, bandits: int = BANDITS):
        self.values = rng.standard_normal((bandits, ARMS))
        self.rng, self.drift, self.games = rng, drift, np.arange(bandits)

    def pull(self, arms: np.ndarray) -> np.ndarray:
        """The reward in each game; `arms` names one arm for each. Afterwards the values drift, if they do."""
        rewards = self.values[self.games, arms] + self.rng.standard_normal(len(arms))
        self.values = self.values + self.drift * self.rng.standard_normal(self.values.shape)
        return rewards


one = Bandits(np.random.default_rng(SEED)).values[0]
figure, axis = plt.subplots(figsize=(8, 3))
samples = one + np.random.default_rng(SEED).standard_normal((2000, ARMS))
for body in axis.violinplot(list(samples.T), positions=range(ARMS), showextrema=False)["bodies"]:
    body.set(facecolor=BLUE, alpha=0.35)
axis.plot(range(ARMS), one, "o", color=ORANGE, label="true value")
axis.axhline(0, color=GREY, linewidth=0.8)
axis.set(xlabel="arm", ylabel="reward", xticks=range(ARMS), title="one of the games, as nobody gets to see it")
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="game-after"
# The rewards of good and bad arms overlap widely. One pull proves nothing, and ten do not prove much.
#
# ## 1. A mean that needs no memory
#
# The plainest thing to know of an arm is the mean of what it has earned. There is no need to keep all rewards: if $Q$
# is the mean of the first $n - 1$ and $r$ is the $n$-th, the new mean is
#
# $$Q + \frac1n\,(r - Q).$$
#
# Old estimate, plus a step towards what was seen. You will meet this shape all through the stage; in place of
# $\frac1n$ there will often be a fixed *step size*. So the function takes one: `None` means $\frac1n$.


# %% id="improve" tags=["exercise"]
def improve(estimates: np.ndarray, counts: np.ndarray, arms: np.ndarray, rewards: np.ndarray, step=None) -> None:
    """Counts one pull in each game, and moves the pulled arm's estimate towards its reward; both change in place.

    estimates and counts have the shape (bandits, arms), arms and rewards (bandits,).
    """
    games = np.arange(len(arms))
    ### BEGIN SOLUTION
    #: count the pulled arm of every game, then move its estimate by 1/count of the way,
    #: or by `step` if it is given.
    counts[games, arms] += 1
    size = 1 / counts[games, arms] if step is None else step
    estimates[games, arms] += size * (rewards - estimates[games, arms])
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="improve"
# Which entries may change? One in each row, so a thousand of the ten thousand. And what is $n$ when an arm is pulled
# for the first time: is the pull of this moment counted already?

# %% [markdown] tags=["hint"] for="improve"
# `counts[games, arms]` pairs game 0 with its arm, game 1 with its arm, and so on: one number for each game.
# `counts[:, arms]` would be something much larger. Count first, so that the first pull has $n = 1$.

# %% [markdown] id="improve-check-about"
# Two games, three pulls of known reward.

# %% id="improve-means" tags=["check"]
guess, tally = np.zeros((2, 3)), np.zeros((2, 3))
for pulled, earned in [([1, 0], [4.0, 1.0]), ([1, 2], [6.0, 5.0]), ([1, 0], [2.0, 3.0])]:
    improve(guess, tally, np.array(pulled), np.array(earned))
assert tally.any(), "No pull was counted: both arrays have to be changed in place."
assert tally.tolist() == [[0, 3, 0], [2, 0, 1]], (
    f"Arm 1 was pulled three times in the first game, arms 0 and 2 twice and once in the second; you counted "
    f"{tally.tolist()}."
)
assert np.isfinite(guess).all(), "Some estimate is not a number: was something divided by a count of 0?"
assert np.allclose(guess, [[0, 4, 0], [2, 0, 5]]), (
    f"Rewards of 4, 6 and 2 have the mean 4, rewards of 1 and 3 the mean 2; your estimates are {guess.tolist()}."
)
improve(guess, tally, np.array([1, 1]), np.array([8.0, 1.0]), step=0.5)
assert np.allclose(guess, [[0, 6, 0], [2, 0.5, 5]]), (
    "With a step size of 0.5 the estimate goes half of the way: from 4 with a reward of 8 to 6, from 0 with a reward "
    "of 1 "
    f"to 0.5. Yours went to {guess[0, 1]:g} and {guess[1, 1]:g}."
)

# %% [markdown] id="choose-about"
# ## 2. A little chance
#
# *Greedy* play pulls the arm with the highest estimate. **ε-greedy** does so too, but with the probability
# $\varepsilon$ it pulls any arm, all alike, whatever it knows. With $\varepsilon = 0$ it is greedy.


# %% id="choose" tags=["exercise"]
def choose(estimates: np.ndarray, epsilon: float, rng: np.random.Generator) -> np.ndarray:
    """One arm for each game; estimates have the shape (bandits, arms)."""
    games, arms = estimates.shape
    ### BEGIN SOLUTION
    #: the best arm of every game; in each, by a coin of its own, replaced by just any arm
    #: with probability epsilon.
    curious = rng.random(games) < epsilon
    return np.where(curious, rng.integers(arms, size=games), estimates.argmax(axis=1))
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="choose"
# Prepare both arms for every game, the best one and just any. Then each game throws its own coin to say which it takes.

# %% [markdown] tags=["hint"] for="choose"
# `rng.random(games) < epsilon` is a coin for each game; `np.where(coin, this, that)` takes from one or from the other.

# %% [markdown] id="choose-check-about"
# Ten thousand games in which arm 2 looks best.

# %% id="choose-frequencies" tags=["check"]
looks = np.tile([0.0, -1.0, 2.0, 1.0], (10_000, 1))
for epsilon, wanted in [(0.0, [0, 0, 1, 0]), (0.4, [0.1, 0.1, 0.7, 0.1]), (1.0, [0.25] * 4)]:
    pulled = choose(looks, epsilon, np.random.default_rng(3))
    assert pulled.shape == (10_000,), f"One arm for each game: shape (10000,) was expected, {pulled.shape} came."
    often = np.bincount(pulled, minlength=4) / 10_000
    assert np.allclose(often, wanted, atol=0.02), (
        f"With ε = {epsilon} the four arms should come with the frequencies {wanted}, also in a thousand games at "
        "once; "
        f"yours come with {often.round(2).tolist()}."
    )
own = choose(np.array([[0.0, 1.0, 0.0], [5.0, 6.0, 9.0], [0.2, 0.1, 0.0]]), 0.0, np.random.default_rng(3))
assert own.tolist() == [1, 2, 0], f"Each game has a best arm of its own, here 1, 2 and 0; you chose {own.tolist()}."

# %% [markdown] id="judge-about"
# ## 3. Regret
#
# How good is a method? By the rewards one cannot tell: a bad method in a rich game earns more than a good one in a poor
# game. So we ask how much *less* a pull brings than the best arm of its game would have: **regret** is $\max_a q(a) -
# q(\text{pulled arm})$, in true values, without the noise. Pull the best arm and it is 0. Nobody who plays can know it;
# we can, since we made the games.


# %% id="judge" tags=["exercise"]
def judge(values: np.ndarray, arms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each game, whether the best arm was pulled, and the regret; values are the true ones, (bandits, arms)."""
    ### BEGIN SOLUTION
    #: compare the value of each game's pulled arm with the highest value of that game.
    regret = values.max(axis=1) - values[np.arange(len(arms)), arms]
    return regret == 0, regret
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="judge"
# For each game two numbers: what the best arm is worth, and what the pulled arm is worth. Along which axis is the best
# to be looked for?

# %% [markdown] tags=["hint"] for="judge"
# `values.max(axis=1)` and, as above, `values[games, arms]` with `games = np.arange(len(arms))`. When is their
# difference exactly 0?

# %% [markdown] id="judge-check-about"
# Three small games.

# %% id="judge-hand" tags=["check"]
best, regret = judge(np.array([[1.0, 3.0], [2.0, -1.0], [-5.0, -4.0]]), np.array([1, 1, 0]))
assert np.shape(best) == np.shape(regret) == (3,), "Two arrays with one entry for each game were asked for."
assert not (np.asarray(regret) < 0).any(), f"Regret is never negative; yours is {regret}. Which minus which?"
assert np.allclose(regret, [0, 3, 1]), (
    "The games cost 0, 3 and 1: the best arm of the same game minus the pulled one. Yours: "
    f"{np.asarray(regret).tolist()}."
)
assert np.asarray(best).tolist() == [True, False, False], f"Only the first game pulled its best arm; yours says {best}."

# %% [markdown] id="greedy-about"
# Now everything together. An agent is a pair: `choose` an arm in every game, and `learn` from the rewards. `compete`
# lets one play and keeps the two curves by which we judge.
#
# **Predict:** after a thousand pulls, in which share of the games does greedy pull the best of the ten arms? And
# ε-greedy, which wastes every tenth pull?

# %% [markdown] id="greedy-prediction"
# *My guess:*


# %% id="greedy"
class EpsilonGreedy:
    def __init__(self, rng: np.random.Generator, epsilon: float, step: float | None = None, bandits: int = BANDITS):
        self.rng, self.epsilon, self.step = rng, epsilon, step
        self.estimates, self.counts = np.zeros((bandits, ARMS)), np.zeros((bandits, ARMS))

    def choose(self) -> np.ndarray:
        return choose(self.estimates, self.epsilon, self.rng)

    def learn(self, arms: np.ndarray, rewards: np.ndarray) -> None:
        improve(self.estimates, self.counts, arms, rewards, self.step)


def compete(agent, games: Bandits, pulls: int = PULLS) -> tuple[np.ndarray, np.ndarray]:
    """For each pull, the share of games in which it was the best arm, and the mean regret."""
    shares, regrets = np.zeros((2, pulls))
    for pull in range(pulls):
        arms = agent.choose()
        best, regret = judge(games.values, arms)
        shares[pull], regrets[pull] = best.mean(), regret.mean()
        agent.learn(arms, games.pull(arms))
    return shares, regrets


def start(seed: int, **world) -> tuple[np.random.Generator, Bandits]:
    """Chance for an agent, and games; the same seed gives every agent the same games."""
    return np.random.default_rng(10_000 + seed), Bandits(np.random.default_rng(seed), **world)


records = {}
for name, epsilon in [("greedy", 0.0), ("ε-greedy", EPSILON)]:
    rng, games = start(SEED)
    agent = EpsilonGreedy(rng, epsilon)
    records[name] = compete(agent, games)
    print(f"{name}: the best arm in {records[name][0][-100:].mean():.1%} of the last hundred pulls")

# %% [markdown] id="curves-about"
# Left how often the best arm is pulled, right what has been lost so far.

# %% id="curves"
COLOURS = {"greedy": GREY, "ε-greedy": ORANGE, "UCB": BLUE, "gradient": GREEN}


def show_curves(records: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    _, axes = plt.subplots(1, 2, figsize=(10, 3.4))
    for name, (shares, regrets) in records.items():
        axes[0].plot(shares, color=COLOURS[name], linewidth=1, label=name)
        axes[1].plot(regrets.cumsum(), color=COLOURS[name], linewidth=2, label=name)
    axes[0].set(xlabel="pull", ylabel="share of games on the best arm", ylim=(0, 1))
    axes[1].set(xlabel="pull", ylabel="regret so far, mean of all games", ylim=(0, None))
    axes[1].legend(frameon=False)
    plt.show()


show_curves(records)

# %% [markdown] id="curves-check-about"
# Two thirds of the greedy games settled on something mediocre early on and will never know.

# %% id="choose-shares" tags=["check"] for="improve choose"
greedy_share, epsilon_share = (records[name][0][-100:].mean() for name in ("greedy", "ε-greedy"))
assert 0.25 < greedy_share < 0.5, (
    f"Greedy should end on the best arm in 25 to 50 % of the games; yours in {greedy_share:.0%}. With ε = 0 nothing is "
    "tried on purpose."
)
assert epsilon_share >= 0.75, (
    f"ε-greedy ends on the best arm in {epsilon_share:.0%} of the pulls; with the settings above every seed that we "
    "tried "
    "passed 75 %. Do the estimates become the means of the rewards?"
)
assert records["greedy"][1].sum() > 1.5 * records["ε-greedy"][1].sum(), (
    "Trying should pay here, but greedy lost hardly more than ε-greedy."
)

# %% [markdown] id="story-about"
# What does *settled early* look like? One of the greedy games that went wrong: the bars are its estimates after a
# thousand pulls, the dots the truth, the numbers how often each arm was pulled.

# %% id="story"
rng, games = start(SEED)
agent = EpsilonGreedy(rng, 0.0)
compete(agent, games)
_, regret = judge(games.values, agent.estimates.argmax(axis=1))
game = int(regret.argmax())
figure, axis = plt.subplots(figsize=(8, 3))
axis.bar(range(ARMS), agent.estimates[game], color=BLUE, alpha=0.4, label="estimate")
axis.plot(range(ARMS), games.values[game], "o", color=ORANGE, label="true value")
for arm in range(ARMS):
    axis.text(arm, axis.get_ylim()[0], f"{agent.counts[game, arm]:.0f}×", ha="center", va="bottom", color=GREY)
axis.axhline(0, color=GREY, linewidth=0.8)
axis.set(
    xlabel="arm",
    ylabel="value",
    xticks=range(ARMS),
    title=f"greedy, game {game}: {regret[game]:.1f} lost with every pull",
)
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="ucb-about"
# ## 4. Optimism
#
# ε-greedy tries without thinking: an arm pulled five hundred times and known to be bad gets its share of the trying,
# just like one that was pulled twice. Better to try *what could still be good*. An estimate from $n$ pulls is uncertain
# by about $1/\sqrt n$. So give each arm the benefit of the doubt, its **upper confidence bound**
#
# $$Q(a) + c\,\sqrt{\frac{\ln t}{n(a)}},$$
#
# and pull the arm that could be best. Here $t$ is the number of the present pull, starting at 1, $n(a)$ how often arm
# $a$ was pulled, and $c$ how optimistic we are. An arm never pulled could be anything: its bound is infinite. If the
# arm is good, well; if not, its bound falls, and we were right to look.
#
# **Work by hand:** estimates 1.0 after 100 pulls and 0.7 after 4, pull number 105, $c = 1$. Which arm?

# %% [markdown] id="ucb-prediction"
# *My answer:*


# %% id="ucb" tags=["exercise"]
def optimistic(estimates: np.ndarray, counts: np.ndarray, pull: int, confidence: float) -> np.ndarray:
    """The arm with the highest upper confidence bound in each game; pull is the number t of this pull, from 1 on."""
    ### BEGIN SOLUTION
    #: the bound of every arm, infinite where it was never pulled; then the best arm of each game.
    bonus = confidence * np.sqrt(np.log(pull) / np.maximum(counts, 1))
    return np.where(counts > 0, estimates + bonus, np.inf).argmax(axis=1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="ucb"
# Start with one game and its ten bounds. What does the formula do with a count of 0, and what should come out instead?

# %% [markdown] tags=["hint"] for="ucb"
# Dividing by `np.maximum(counts, 1)` never divides by 0; afterwards `np.where(counts > 0, bounds, np.inf)` puts
# infinity where nothing was pulled yet.

# %% [markdown] id="ucb-check-about"
# Your example, arms never pulled, and a good arm that is known well enough.

# %% id="ucb-hand" tags=["check"]
pick = optimistic(np.array([[1.0, 0.7]]), np.array([[100.0, 4.0]]), 105, 1.0)
assert np.shape(pick) == (1,), f"One arm for each game was asked for, shape (1,); yours has the shape {np.shape(pick)}."
assert pick[0] == 1, (
    "The bounds are 1 + √(ln 105 / 100) = 1.22 and 0.7 + √(ln 105 / 4) = 1.78: arm 1 could be better. You chose arm 0."
)
assert optimistic(np.array([[1.0, 0.7]]), np.array([[100.0, 100.0]]), 200, 1.0)[0] == 0, (
    "Two arms that were pulled equally often are equally uncertain; the one with the better estimate, 0, should win."
)
assert optimistic(np.array([[1.0, 0.7]]), np.array([[100.0, 4.0]]), 105, 0.1)[0] == 0, (
    "With c = 0.1 the bounds are 1.02 and 0.81: hardly any optimism, and arm 0 wins. Is c a factor of the bonus?"
)
never = optimistic(np.array([[9.0, 9.0, 0.0]] * 2), np.array([[1.0, 1.0, 0.0], [0.0, 3.0, 3.0]]), 5, 1.0)
assert never.tolist() == [2, 0], (
    f"An arm that was never pulled could be anything and comes first: arms 2 and 0 here; you chose {never.tolist()}."
)
assert optimistic(np.array([[0.0, 0.5]]), np.array([[2.0, 3.0]]), 10**9, 1.0)[0] == 0, (
    "After a very long time an arm pulled twice deserves another look (ln t keeps growing); yours has forgotten "
    "about it."
)

# %% [markdown] id="bounds-about"
# One game under UCB, early and late: dots are estimates, bars reach up to the bound, crosses are the truth.
#
# **Predict:** which bars will be long in the end, those of good or those of bad arms?

# %% [markdown] id="bounds-prediction"
# *My guess:*


# %% id="bounds"
class Ucb(EpsilonGreedy):
    def __init__(self, rng: np.random.Generator, confidence: float, bandits: int = BANDITS):
        super().__init__(rng, 0.0, bandits=bandits)
        self.confidence, self.pulled = confidence, 0

    def choose(self) -> np.ndarray:
        self.pulled += 1
        return optimistic(self.estimates, self.counts, self.pulled, self.confidence)


rng, games = start(SEED)
agent = Ucb(rng, CONFIDENCE)
figure, axes = plt.subplots(1, 2, figsize=(10, 3.2), sharey=True)
for axis, pulls in zip(axes, [20, PULLS - 20], strict=True):
    compete(agent, games, pulls)
    bonus = CONFIDENCE * np.sqrt(np.log(agent.pulled) / np.maximum(agent.counts[0], 1))
    axis.bar(range(ARMS), bonus, bottom=agent.estimates[0], color=BLUE, alpha=0.3, label="benefit of the doubt")
    axis.plot(range(ARMS), agent.estimates[0], "o", color=BLUE, label="estimate")
    axis.plot(range(ARMS), games.values[0], "x", color=ORANGE, label="true value")
    axis.set(xlabel="arm", xticks=range(ARMS), title=f"after {agent.pulled} pulls")
axes[0].set_ylabel("value")
axes[1].legend(frameon=False, fontsize=9)
plt.show()

# %% [markdown] id="bounds-after"
# In the end the tops of all bars lie near one line: an arm is left alone exactly as long as its bound is below the
# others'. Bad arms keep long bars, since nobody needs to know *how* bad they are.
#
# ## 5. Preferences
#
# The third answer knows no values at all. It keeps a *preference* $h(a)$ for each arm, draws from $\pi =$ softmax$(h)$,
# and after a reward does more of what went better than usual:
#
# $$h \leftarrow h + \alpha\,(r - \bar r)\,(\text{one-hot}(a) - \pi),$$
#
# with the rate $\alpha$ and the baseline $\bar r$, the mean reward of that game so far. It is the push of *Learning
# from reward*: a step along the slope of the expected reward.


# %% id="prefer" tags=["exercise"]
def softmax(preferences: np.ndarray) -> np.ndarray:
    powers = np.exp(preferences - preferences.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def prefer(preferences: np.ndarray, arms: np.ndarray, rewards: np.ndarray, usual: np.ndarray, rate: float) -> None:
    """One step of the gradient bandit, in place; preferences (bandits, arms), arms, rewards and usual (bandits,)."""
    ### BEGIN SOLUTION
    #: how much better than usual each reward was, times one-hot(arm) minus the softmax of the
    #: preferences, times rate.
    push = np.eye(preferences.shape[1])[arms] - softmax(preferences)
    preferences += rate * (rewards - usual)[:, None] * push
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="prefer"
# All ten preferences of a game move, not only that of the pulled arm: what one gains, the others lose.

# %% [markdown] tags=["hint"] for="prefer"
# `np.eye(arms)[chosen]` makes one-hot rows. `(rewards - usual)` has one number for each game; `[:, None]` lets it meet
# all arms of that game. `+=` changes the array itself; `preferences = preferences + …` would not.

# %% [markdown] id="prefer-check-about"
# By hand: two arms with equal preferences. And the slope, measured.

# %% id="prefer-hand" tags=["check"]
liking = np.zeros((2, 2))
prefer(liking, np.array([0, 1]), np.array([3.0, 1.0]), np.array([1.0, 2.0]), 0.1)
assert liking.any(), "The preferences are as they were: they have to be changed in place."
assert liking[0, 0] > 0 > liking[0, 1], "A reward of 3 where 1 is usual: the preference for that arm should rise."
assert np.allclose(liking[0], [0.1, -0.1]), (
    f"2 better than usual, times 0.1, times (1 - ½): +0.1 for the pulled arm, -0.1 for the other; yours is {liking[0]}."
)
assert np.allclose(liking[1], [0.05, -0.05]), (
    "In the second game a reward of 1 was worse than usual, by 1: arm 1 loses 0.05, arm 0 gains it; yours is "
    f"{liking[1]}."
)
held, worth = np.array([0.5, -0.3, 0.1]), np.array([1.0, 0.2, -1.0])
chance = softmax(held[None])[0]
average = np.zeros(3)
for arm in range(3):
    moved = held[None].copy()
    prefer(moved, np.array([arm]), worth[[arm]], np.array([0.7]), 1.0)
    average += chance[arm] * (moved[0] - held)
slope = [(softmax((held + 1e-6 * nudge)[None])[0] @ worth - chance @ worth) / 1e-6 for nudge in np.eye(3)]
assert np.allclose(average, slope, atol=1e-4), (
    f"On average a step should follow the slope of the expected reward, {np.round(slope, 3).tolist()}, whatever is "
    "usual; "
    f"yours follows {average.round(3).tolist()}."
)

# %% [markdown] id="contest-about"
# ## 6. The contest
#
# All four, on the same thousand games; each is measured again on two more sets of games. **Predict the order:** whose
# regret is smallest after a thousand pulls?

# %% [markdown] id="contest-prediction"
# *My guess:*


# %% id="contest"
class GradientBandit:
    def __init__(self, rng: np.random.Generator, rate: float, baseline: bool = True, bandits: int = BANDITS):
        self.rng, self.rate, self.baseline = rng, rate, baseline
        self.preferences, self.usual, self.pulled = np.zeros((bandits, ARMS)), np.zeros(bandits), 0

    def choose(self) -> np.ndarray:
        chance = softmax(self.preferences)
        return (chance.cumsum(axis=1) > self.rng.random((len(chance), 1))).argmax(axis=1)

    def learn(self, arms: np.ndarray, rewards: np.ndarray) -> None:
        prefer(self.preferences, arms, rewards, self.usual, self.rate)
        self.pulled += 1
        if self.baseline:
            self.usual += (rewards - self.usual) / self.pulled


AGENTS = {
    "greedy": lambda rng: EpsilonGreedy(rng, 0.0),
    "ε-greedy": lambda rng: EpsilonGreedy(rng, EPSILON),
    "UCB": lambda rng: Ucb(rng, CONFIDENCE),
    "gradient": lambda rng: GradientBandit(rng, RATE),
}


def contest(seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """The curves of all agents on the games of one seed."""
    results = {}
    for name, make in AGENTS.items():
        rng, games = start(seed)
        results[name] = compete(make(rng), games)
    return results


contests = [contest(seed) for seed in tqdm([SEED, SEED + 100, SEED + 200], desc="sets of games")]
show_curves(contests[0])
for name in AGENTS:
    share = float(np.mean([results[name][0][-100:].mean() for results in contests]))
    lost = ", ".join(f"{results[name][1].sum():.0f}" for results in contests)
    print(f"{name:9}  best arm {share:.1%}   regret on the three sets: {lost}")
    asked = {"greedy": {}, "ε-greedy": {"at_least": 0.75}, "UCB": {"at_least": 0.81}, "gradient": {"at_least": 0.8}}[
        name
    ]
    metric = {"name": f"pulls of the best arm in the end, {name}", "value": round(share, 3), "unit": "share", **asked}
    display({"application/vnd.dl-curriculum.metric+json": metric}, raw=True)

# %% [markdown] id="contest-check-about"
# The order, on all three sets.

# %% id="contest-order" tags=["check"] for="ucb prefer judge"
for results in contests:
    ends = {name: shares[-100:].mean() for name, (shares, _) in results.items()}
    assert ends["UCB"] >= 0.81, (
        f"UCB ends on the best arm in {ends['UCB']:.0%} of the pulls; with the settings above every seed that we tried "
        "passed 81 %. Is the bound the estimate plus the bonus?"
    )
    assert ends["gradient"] >= 0.8, (
        f"The gradient bandit ends on the best arm in {ends['gradient']:.0%} of the pulls; every seed that we tried "
        "passed "
        "80 %. Do all preferences of a game move?"
    )
    lost = {name: regrets.sum() for name, (_, regrets) in results.items()}
    order = sorted(lost, key=lost.get)
    assert order == ["UCB", "gradient", "ε-greedy", "greedy"], (
        "With the settings above the regret grows in the order UCB, gradient, ε-greedy, greedy on every set of games; "
        f"yours in the order {', '.join(order)}."
    )

# %% [markdown] id="growth-about"
# Who goes on losing? Ten times as many pulls, 200 games, and the regret over a *logarithmic* axis. What becomes
# straight here grows with $\ln t$: each tenfold time costs as much as the one before. ε-greedy cannot become straight,
# for it wastes every tenth pull as long as it lives.

# %% id="growth"
LONG = {
    "ε-greedy": lambda rng: EpsilonGreedy(rng, EPSILON, bandits=200),
    "UCB": lambda rng: Ucb(rng, CONFIDENCE, bandits=200),
    "gradient": lambda rng: GradientBandit(rng, RATE, bandits=200),
}
figure, axis = plt.subplots(figsize=(7, 3.4))
for name, make in tqdm(LONG.items(), desc="long games"):
    rng, games = start(SEED, bandits=200)
    _, regrets = compete(make(rng), games, 10 * PULLS)
    axis.plot(np.arange(1, 10 * PULLS + 1), regrets.cumsum(), color=COLOURS[name], linewidth=2, label=name)
axis.set(xscale="log", xlabel="pull", ylabel="regret so far", ylim=(0, 700), xlim=(1, 10 * PULLS))
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="growth-after"
# In 1985 Lai and Robbins proved that no method can do better than $\ln t$ in the long run. UCB gets there, up to a
# factor: that is what *solved* looks like in this subject, and it is rare.
#
# Each method has a dial, though, and the contest was held with the usual settings. Here are all settings, with 200
# games each. Look at the width of the hills as much as at their height: which dial is easy to set?

# %% id="dials"
DIALS = {
    "ε-greedy": lambda rng, dial: EpsilonGreedy(rng, dial, bandits=200),
    "UCB": lambda rng, dial: Ucb(rng, dial, bandits=200),
    "gradient": lambda rng, dial: GradientBandit(rng, dial, bandits=200),
}
settings = 2.0 ** np.arange(-7, 3)
figure, axis = plt.subplots(figsize=(7, 3.4))
for name, make in tqdm(DIALS.items(), desc="dials"):
    mean_regret = []
    fitting = settings[settings <= 1] if name == "ε-greedy" else settings
    for dial in fitting:
        rng, games = start(SEED, bandits=200)
        mean_regret.append(compete(make(rng, dial), games)[1].sum())
    axis.plot(fitting, mean_regret, "o-", color=COLOURS[name], label=name)
axis.set(xscale="log", xlabel="ε, c or α", ylabel=f"regret after {PULLS} pulls", ylim=(0, None))
axis.legend(frameon=False)
plt.show()

# %% [markdown] id="drift-about"
# ## 7. What if the world changes?
#
# So far an arm's value stayed what it was. Now all of them drift a little with each pull, as prices, tastes and germs
# do. Then the mean of *everything ever seen* is the mean of a world that is gone. Your `improve` has the remedy built
# in: a fixed step size forgets. With a step of 0.1, a reward from $k$ pulls ago counts $0.9^k$ times as much as the
# newest.
#
# **Predict:** three agents in a drifting world: ε-greedy with means, ε-greedy with a step of 0.1, and UCB, the winner
# of the contest. What do the curves do?

# %% [markdown] id="drift-prediction"
# *My guess:*

# %% id="drift"
figure, axis = plt.subplots(figsize=(8, 3.4))
drifting = {
    "ε-greedy, mean of everything": (lambda rng: EpsilonGreedy(rng, EPSILON, bandits=400), ORANGE),
    "ε-greedy, step 0.1": (lambda rng: EpsilonGreedy(rng, EPSILON, step=0.1, bandits=400), PURPLE),
    "UCB": (lambda rng: Ucb(rng, CONFIDENCE, bandits=400), BLUE),
}
late = {}
for name, (make, colour) in drifting.items():
    rng, games = start(SEED, drift=DRIFT, bandits=400)
    shares, _ = compete(make(rng), games, 3 * PULLS)
    late[name] = shares[-500:].mean()
    axis.plot(
        np.convolve(shares, np.full(20, 1 / 20), "valid"), color=colour, label=f"{name}: {late[name]:.0%} in the end"
    )
axis.set(xlabel="pull", ylabel="share on the best arm, mean of 20 pulls", ylim=(0, 1), title="arms that drift")
axis.legend(frameon=False, ncols=2, fontsize=9)
plt.show()

# %% [markdown] id="drift-check-about"
# The optimist starts far ahead, and its lead melts: its means, too, are of a world that is gone, and its bounds say
# that it knows. Who forgets starts slowly and does not fall back. Forgetting has to pay in the end:

# %% id="improve-drift" tags=["check"] for="improve"
assert late["ε-greedy, step 0.1"] > late["ε-greedy, mean of everything"] + 0.05, (
    f"With a step of 0.1, ε-greedy ends on the best arm in {late['ε-greedy, step 0.1']:.0%} of the pulls, with the "
    "mean of "
    f"everything in {late['ε-greedy, mean of everything']:.0%}. Is `step` used as it is, in place of 1/count?"
)

# %% [markdown] id="change"
# ## Change this – what happens?
#
# One dial at a time; write down what you expect first.
#
# 1. Start greedy with estimates of 5 instead of 0 (in `EpsilonGreedy`, with `step=0.1`). Why does a *greedy* agent
#    explore now? Does the trick survive a drifting world?
# 2. `GradientBandit(rng, RATE, baseline=False)`, and add 4 to every reward in `pull`. What does the baseline do?
# 3. `CONFIDENCE = 0.5`. Better? And with `PULLS = 100`, or in games with a noise of 3?
# 4. `EPSILON` that shrinks: $1/\sqrt{t}$. Can ε-greedy become straight on the logarithmic axis?
# 5. *Thompson's way* (1933): draw a plausible value for each arm, from a normal distribution with the estimate as its
#    mean and a spread of $1/\sqrt{n + 1}$, and pull the arm with the highest draw. Four lines. Where does it end in the
#    contest?
#
# *What I saw:*

# %% [markdown] id="origin"
# ## Where this comes from, where it comes again
#
# **William Thompson** asked the question in 1933, about patients and treatments, and his answer was forgotten for
# seventy years. **Herbert Robbins** made it a subject (1952). The bound that you wrote is in essence the UCB1 of
# **Auer, Cesa-Bianchi and Fischer** (*Finite-time Analysis of the Multiarmed Bandit Problem*, 2002,
# <https://doi.org/10.1023/A:1013689704352>), who proved that its regret grows with the logarithm at all times. The ten
# arms are the test bed of chapter 2 of Sutton and Barto's book.
#
# It comes again when a situation is added and rewards are late: **Q-learning** explores by ε-greedy, with a fixed step
# size, since what it learns from keeps changing. The gradient bandit, with a network for its preferences, is the
# **policy gradient**. And the bound, at every node of a tree, decides which move **AlphaGo Zero** thinks about next.
# Outside of games, bandits choose headlines and advertisements. There the regret is a company's; with patients it is
# somebody's. Is it right to stop a trial early? To start it at all? The formulas do not say.
#
# **When it hurts:** chapter 2 of Sutton and Barto (<http://incompleteideas.net/book/RLbook2020.pdf>) is forty gentle
# pages. If the shapes confuse you, set `BANDITS = 1` in mind and write the function for a single game first.

# %% [markdown] id="summary"
# ## In your own words
#
# You have a year and six restaurants nearby. How do you decide where to eat tonight, in January and in December? Say
# which of the methods you follow, and what your regret is made of.
#
# *My answer:*
