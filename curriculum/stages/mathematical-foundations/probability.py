# %% [markdown] id="question"
# # Probability: how sure are you, and should you be?
#
# In the evening a forecaster says: 70 % chance of rain tomorrow. The next day is dry. **Was she wrong?**
#
# You cannot tell from one day. You *can* tell from a thousand: of all days on which she said 70 %, about seven in ten
# should have been wet. And there is a way to grade her, day by day, which has a lovely property: in the long run nobody
# who bluffs and nobody who hedges can beat the one who says what she honestly believes.
#
# That grade has a name. It is called *cross-entropy*, and it is the loss of nearly every classifier and of every
# language model. When a network of a hundred billion weights is trained, it is graded like a weather forecaster.
#
# By the end you will be able to
#
# - turn a belief and a new piece of evidence into a new belief, with Bayes' rule;
# - find the parameter under which the data are least surprising, without ever multiplying a thousand small numbers;
# - say where cross-entropy and softmax come from, and why their slope is just *predicted minus true*;
# - train a classifier that reads at least 95 % of unseen digits, and find out whether it is as sure as it should be;
# - mend one that is not.
#
# It takes about 80 minutes. Cells that hold a `raise NotImplementedError` are yours; the cell after each one checks
# it. Where a cell asks for a guess, write one down before you run on. With probabilities nearly everyone's first guess
# is wrong, which is what makes them fun.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"numpy": "numpy", "matplotlib": "matplotlib", "sklearn": "scikit-learn"}

# %% [markdown] id="tools-about"
# The tools, as before. The colours stay readable with any kind of colour vision.

# %% id="tools"
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from sklearn.datasets import load_digits

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
plt.rcParams.update(
    {
        "figure.facecolor": "white",
        "axes.facecolor": "white",
        "savefig.facecolor": "white",
        "text.color": "black",
        "axes.labelcolor": "black",
        "axes.edgecolor": "#444444",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": 11,
        "axes.prop_cycle": plt.cycler(color=[BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, BLACK]),
        "legend.frameon": False,
        "figure.constrained_layout.use": True,
    }
)

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0  # the weather, which digits are put away, and the noise on them
STEPS = 600  # how long the digit reader is trained
FEW = 200  # how many digits the overconfident reader learns from
GRAIN = 0.3  # how much noise is on its images; a pixel lies between 0 and 1

# %% [markdown] id="bayes-about"
# ## 1. A belief meets evidence
#
# One in 200 people has a certain illness. A test finds 95 of 100 who have it; it also gives a false alarm for 5 of 100
# who do not. Your test is positive. How worried should you be?
#
# Write $p(\text{ill})$ for what you believed before, the *prior*, and $p(\text{positive} \mid \text{ill})$, read
# "positive, given ill", for the *likelihood*: how probable the evidence is if ill. What you want is the other way
# round, the *posterior*:
#
# $$p(\text{ill} \mid \text{positive})
# = \frac{p(\text{ill})\; p(\text{positive} \mid \text{ill})}{p(\text{positive})} .$$
#
# The top is easy: prior times likelihood. And the bottom is only there to make the posteriors of all possibilities
# (ill, well) add up to one. That is Bayes' rule: **multiply, then divide by the sum.**


# %% id="bayes" tags=["exercise"]
def posterior(prior, likelihood):
    """What to believe after the evidence: arrays with one entry for each possibility, in the same order."""
    ### BEGIN SOLUTION
    #: multiply entry by entry, then make the result add up to one.
    joint = np.asarray(prior) * np.asarray(likelihood)
    return joint / joint.sum()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="bayes"
# Think of 200 people, one of whom is ill. About how many positive tests come from the ill one, how many from the
# others? Which share of all positive tests are the first kind?

# %% [markdown] tags=["hint"] for="bayes"
# The products are $p(\text{ill and positive})$ and $p(\text{well and positive})$. They do not add up to one, since not
# everybody is positive. What they add up to is $p(\text{positive})$, the bottom of the fraction.

# %% [markdown] id="bayes-guess-about"
# ### Predict
#
# Before you run the check: given a positive test, what is the chance of being ill? And after a second, independent
# test that is positive too?

# %% id="bayes-guess"
my_worry = {1: None, 2: None}  # chances between 0 and 1

# %% [markdown] id="bayes-check-about"
# The check uses other numbers first, so that it does not tell.

# %% id="bayes-check" tags=["check"]
equal = posterior(np.array([0.5, 0.5]), np.array([0.9, 0.3]))
assert np.shape(equal) == (2,), f"Two possibilities have two posteriors: shape (2,), not {np.shape(equal)}."
assert np.isclose(np.sum(equal), 1), f"Something must be true: posteriors add up to one, yours to {np.sum(equal):.3g}."
assert np.allclose(equal, [0.75, 0.25]), (
    "With equal priors and likelihoods 0.9 and 0.3 the first is three times as probable, 0.75; yours is "
    f"{equal[0]:.3g}."
)
rare = posterior(np.array([0.1, 0.9]), np.array([0.9, 0.3]))
assert np.allclose(rare, [0.25, 0.75]), (
    f"Priors 0.1 and 0.9 with the same likelihoods: 0.09 against 0.27, so 0.25 and 0.75; yours are {rare}."
)
urns = posterior(np.array([0.2, 0.3, 0.5]), np.array([0.5, 0.0, 0.2]))
assert np.allclose(urns, [0.5, 0, 0.5]), "Three possibilities, one of them ruled out by the evidence: 0.5, 0, 0.5."

# %% [markdown] id="people-about"
# Now 2,000 people, all tested. Count the positive ones.

# %% id="people"
ILL, WELL = 0, 1
prior, positive = np.array([1 / 200, 199 / 200]), np.array([0.95, 0.05])
beliefs = [prior]
for _ in range(4):
    beliefs.append(posterior(beliefs[-1], positive))
rng = np.random.default_rng(SEED)
ill = np.arange(2000) < 10
alarm = rng.random(2000) < np.where(ill, positive[ILL], positive[WELL])

fig, (left, right) = plt.subplots(1, 2, figsize=(12.5, 4.2), width_ratios=[1.9, 1])
place = np.stack([np.arange(2000) % 80, np.arange(2000) // 80], axis=1)
for who, colour, marker, size, name in [
    (~ill & ~alarm, "#cccccc", "o", 4, "well, negative"),
    (~ill & alarm, ORANGE, "s", 6, "well, but positive"),
    (ill & alarm, VERMILION, "D", 9, "ill and positive"),
    (ill & ~alarm, BLACK, "X", 9, "ill, but missed"),
]:
    left.plot(*place[who].T, marker, color=colour, ms=size, label=f"{name}: {who.sum()}")
left.set(
    xticks=[], yticks=[], ylim=(25.5, -1), title="2,000 people, one dot each (the ill ones stand in the first row)"
)
left.set_xlabel("person")
left.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=4, fontsize=9)
right.bar(range(5), [belief[ILL] for belief in beliefs], color=BLUE)
for number, belief in enumerate(beliefs):
    guess = my_worry.get(number)
    right.text(number, belief[ILL] + 0.045, f"{belief[ILL]:.1%}", ha="center")
    if guess is not None:
        right.plot(number, guess, "x", color=VERMILION, ms=12, mew=3, label="you said" if number == 1 else None)
        right.legend(loc="upper left")
right.set(
    xlabel="positive tests in a row",
    ylabel="chance of being ill",
    ylim=(0, 1.15),
    title="the posterior becomes the next prior",
)
plt.show()

# %% [markdown] id="people-why"
# A test that is right 95 times in 100, and a positive result means: nine in a hundred. Nearly all alarms come from
# healthy people, simply because there are so many of them. Forgetting the prior is such a common mistake that it has a
# name, *base rate neglect*, and physicians make it too.
#
# Two tests multiply twice, and so on. Remember this: **independent evidence multiplies.**

# %% [markdown] id="likelihood-about"
# ## 2. Which coin is it?
#
# Someone threw a coin ten times and got seven heads. What is the coin's chance of heads, $p$? The question has no
# sure answer, but some answers are better than others: ask of each $p$ how probable it makes what you *saw*. Seven
# heads and three tails, independent, so multiply:
#
# $$\text{likelihood}(p) = p^7\,(1 - p)^3 .$$
#
# The best $p$ is the one with the largest likelihood: the data are least surprising then. This is the method of
# **maximum likelihood**, and training a network is nothing else.
#
# With ten throws one can multiply. With ten thousand, the product is smaller than the smallest number that a computer
# knows, and becomes 0 for every $p$. So one takes the logarithm (the natural one), which turns the product into a sum
# and keeps the best place where it was.


# %% id="likelihood" tags=["exercise"]
def log_likelihood(p, heads, throws):
    """The logarithm of the probability of what was seen, for a coin, or an array of coins, with chance p of heads."""
    ### BEGIN SOLUTION
    #: the logarithm of the product above, for any number of heads and throws, without ever making the product.
    return heads * np.log(p) + (throws - heads) * np.log(1 - p)
    ### END SOLUTION


def most_likely(heads, throws):
    """The p with the largest likelihood."""
    ### BEGIN SOLUTION
    #: set the derivative of the log-likelihood to zero, on paper, and solve for p.
    return heads / throws
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="likelihood"
# What is $\log(a\,b)$, and what is $\log(a^7)$? How many tails are there?

# %% [markdown] tags=["hint"] for="likelihood"
# The derivative of $h \log p$ is $h/p$. The derivative of $t \log(1 - p)$ is $-t/(1 - p)$: do not lose the sign that
# the inner derivative brings.

# %% [markdown] tags=["hint"] for="likelihood"
# $h/p = t/(1 - p)$ becomes $h(1 - p) = t\,p$. Now bring everything with $p$ to one side.

# %% [markdown] id="likelihood-check-about"
# By hand for small numbers, then with ten thousand throws.

# %% id="likelihood-check" tags=["check"]
mine = log_likelihood(0.5, 7, 10)
assert np.isclose(mine, 10 * np.log(0.5)), (
    f"With a fair coin ten throws have the log-likelihood 10·log ½ = −6.93, not {mine:.4g}."
)
mine = log_likelihood(0.8, 7, 10)
assert np.isclose(np.exp(mine), 0.8**7 * 0.2**3), (
    f"For p = 0.8 the likelihood is 0.8⁷·0.2³ = 0.00168; yours is {np.exp(mine):.3g}."
)
grid = np.linspace(0.01, 0.99, 99)
assert np.shape(log_likelihood(grid, 7, 10)) == (99,), "An array of 99 coins should give 99 log-likelihoods."
with np.errstate(divide="ignore"):
    many = log_likelihood(grid, 7_000, 10_000)
assert np.isfinite(many).all(), (
    "Ten thousand probabilities, multiplied, are zero for the computer. Add logarithms instead."
)
for heads, throws in [(7, 10), (1, 4), (30, 40)]:
    best = grid[np.argmax(log_likelihood(grid, heads, throws))]
    mine = most_likely(heads, throws)
    assert abs(mine - best) < 0.01, (
        f"{heads} heads in {throws}: the likelihood is largest near {best:.2f}; you say {mine:.3g}."
    )

# %% [markdown] id="coins-guess-about"
# ### Predict
#
# 7 heads in 10, 70 in 100, 700 in 1,000: all three are most likely with $p = 0.7$. How do the three likelihood curves
# differ? How much narrower does ten times more data make the curve?

# %% id="coins-guess"
my_narrowing = None  # a factor

# %% [markdown] id="coins-about"
# Each curve is divided by its highest point, so that they fit into one picture.

# %% id="coins"
fine = np.linspace(0.001, 0.999, 2000)
fig, ax = plt.subplots(figsize=(8, 3.8))
widths = []
for throws, colour, style in [(10, SKY, "-"), (100, BLUE, "--"), (1000, VERMILION, "-.")]:
    curve = log_likelihood(fine, 0.7 * throws, throws)
    relative = np.exp(curve - curve.max())
    inside = fine[relative > np.exp(-0.5)]
    widths.append(inside[-1] - inside[0])
    ax.plot(
        fine,
        relative,
        style,
        color=colour,
        lw=2,
        label=f"{0.7 * throws:.0f} heads in {throws:,}: ±{widths[-1] / 2:.3f}",
    )
ax.axhline(np.exp(-0.5), color="#777777", ls=":", lw=1)
said = f" (you said {my_narrowing})" if my_narrowing else ""
ax.set(xlabel="chance of heads, p", ylabel="likelihood, highest = 1")
ax.set_title(f"Ten times the data, {widths[1] / widths[2]:.1f} times narrower{said}")
ax.legend(loc="upper left", title="width at the dotted line")
plt.show()

# %% [markdown] id="coins-why"
# The width shrinks with $\sqrt n$: for one digit more of precision you need a hundred times the data. The same
# $\sqrt n$ says how much to trust an accuracy that was measured on 500 test images.

# %% [markdown] id="surprise-about"
# ## 3. Grading a forecaster
#
# A forecaster says $p$, and then it rains, or not. Her **surprise** is $-\log$ of the probability that she gave to
# what happened: $-\log p$ if it rained, $-\log(1 - p)$ if it did not. Certain and right costs nothing, 50 % costs
# $\log 2 = 0.69$ whatever happens, certain and wrong costs infinity. Her grade is the mean surprise, and you know it
# already: it is minus the log-likelihood, divided by the number of days. Least surprise *is* maximum likelihood.
#
# In the long run the grade can be computed without waiting. If rain truly has probability $q_1$ and dry weather $q_2$,
# and she claims $p_1$ and $p_2$, she will be surprised on average by the **cross-entropy**
#
# $$H(q, p) = -\sum_j q_j \log p_j .$$


# %% id="surprise" tags=["exercise"]
def mean_surprise(p, happened):
    """The mean surprise of forecasts p, shape (days,), when `happened` tells with 1 and 0 what came true."""
    ### BEGIN SOLUTION
    #: day by day, the probability given to what happened; then minus the mean of the logarithms.
    given = np.where(happened, p, 1 - p)
    return -np.log(given).mean()
    ### END SOLUTION


def cross_entropy(q, p):
    """The surprise to expect when the truth is q and the claim is p, two arrays that add up to one."""
    ### BEGIN SOLUTION
    #: the formula above.
    return -(np.asarray(q) * np.log(p)).sum()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="surprise"
# Four days by hand: she says 0.9, 0.9, 0.2, 0.2, and it is wet, dry, dry, wet. Which four probabilities did she give
# to what happened?

# %% [markdown] tags=["hint"] for="surprise"
# `np.where(condition, a, b)` takes from `a` where the condition holds (1 counts as true), else from `b`. In the
# cross-entropy the logarithm is taken of the *claim*, and the *truth* says how often each surprise comes.

# %% [markdown] id="surprise-check-about"
# By hand, and then the property that makes this grade fair: no claim does better than the truth.

# %% id="surprise-check" tags=["check"]
days = mean_surprise(np.array([0.9, 0.9, 0.2, 0.2]), np.array([1, 0, 0, 1]))
assert np.ndim(days) == 0, "The grade is one number, the mean over all days."
assert days > 0, f"A surprise is never negative; your mean is {days:.3g}."
assert np.isclose(mean_surprise(np.full(6, 0.5), np.array([1, 0, 1, 1, 0, 0])), np.log(2)), (
    "To say 50 % costs log 2 a day."
)
by_hand = -np.log([0.9, 0.1, 0.8, 0.2]).mean()
assert np.isclose(days, by_hand), (
    f"Forecasts 0.9, 0.9, 0.2, 0.2, weather wet, dry, dry, wet: she gave 0.9, 0.1, 0.8, 0.2 to what came, "
    f"a mean surprise of {by_hand:.4f}; yours is {days:.4f}."
)
q = np.array([0.7, 0.2, 0.1])
assert np.isclose(cross_entropy(np.array([1.0, 0.0]), np.array([0.25, 0.75])), np.log(4)), (
    "If the first is sure to happen and was given ¼, the surprise is log 4. It is the truth that says how often."
)
claims = np.random.default_rng(1).dirichlet(np.ones(3), size=200)
assert all(cross_entropy(q, p) >= cross_entropy(q, q) for p in claims), (
    "No claim should be graded better than the truth itself."
)

# %% [markdown] id="weather-guess-about"
# ### Predict
#
# Ten years of weather. Each day has its true chance of rain, and three forecasters know it. *Honest* says it. *Bold*
# wants to impress: from 50 % on she says 98 %, below it 2 %. *Timid* moves every forecast half the way towards 50 %.
# As umbrella advice (yes or no) the three are equally good, since they are always on the same side. Rank them by mean
# surprise. And where does *Stubborn* come, who always says 50 %?

# %% id="weather-guess"
my_ranking = ["", "", "", ""]  # the names, the best one first

# %% [markdown] id="weather-about"
# On the left their grades; on the right, for a day with a true chance of 70 %, what every possible claim would cost
# on average.

# %% id="weather"
rng = np.random.default_rng(SEED)
chance = rng.beta(0.8, 0.8, size=3650).clip(0.01, 0.99)
rain = rng.random(3650) < chance
forecasts = {
    "Honest": chance,
    "Bold": np.where(chance >= 0.5, 0.98, 0.02),
    "Timid": 0.5 + (chance - 0.5) / 2,
    "Stubborn": np.full(3650, 0.5),
}
grades = {name: mean_surprise(p, rain) for name, p in forecasts.items()}
hues = {"Honest": BLUE, "Bold": PURPLE, "Timid": GREEN, "Stubborn": SKY}
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.9))
ranked = sorted(grades, key=grades.get)
left.barh(ranked[::-1], [grades[name] for name in ranked[::-1]], color=[hues[name] for name in ranked[::-1]], alpha=0.5)
for place, name in enumerate(ranked[::-1]):
    side = np.mean((forecasts[name] >= 0.5) == rain)
    left.text(
        0.02, place, f"{grades[name]:.3f}, right side on {side:.0%} of days", va="center", color="black", fontsize=9
    )
said = f"\nyou said: {', '.join(my_ranking)}" if all(my_ranking) else ""
left.set(xlabel="mean surprise (less is better)" + said, title="Ten years of forecasts")
cost = [cross_entropy(np.array([0.7, 0.3]), np.array([p, 1 - p])) for p in fine]
right.plot(fine, cost, color=BLACK, lw=2)
for p, name, colour in [(0.7, "honest: 0.70", BLUE), (0.98, "bold: 0.98", PURPLE), (0.6, "timid: 0.60", GREEN)]:
    right.plot(p, cross_entropy(np.array([0.7, 0.3]), np.array([p, 1 - p])), "o", ms=9, color=colour, label=name)
right.set(
    xlabel="claimed chance of rain",
    ylabel="surprise to expect",
    ylim=(0.4, 2),
    title="True chance 70 %: the truth is cheapest",
)
right.legend(loc="upper center")
plt.show()

# %% [markdown] id="weather-why"
# Bold is on the right side as often as Honest, and worse than Stubborn, who knows nothing. On one day in five her 98 %
# goes wrong, each time at a cost of $-\log 0.02 = 3.9$, and that ruins her. Hedging costs too, but mildly. The cheapest
# way to be graded is to mean what one says.
#
# That is why classifiers are trained with this grade and not with the share of right answers: it asks them for honest
# probabilities. What remains when the claim *is* the truth, $H(q, q)$, is the *entropy*: the surprise that nobody can
# avoid.

# %% [markdown] id="log-softmax-about"
# ## 4. From scores to probabilities
#
# A classifier answers with scores $z_j$, one a class, any numbers at all. Let a score be the logarithm of a belief,
# up to a constant: adding to a score multiplies the belief, just as evidence does. Then the beliefs are $e^{z_j}$,
# and Bayes taught you the rest: divide by the sum. That is **softmax**, and its logarithm is
#
# $$\log p_j = z_j - \log \sum_k e^{z_k} .$$
#
# There is a trap in it. $e^{710}$ is more than a computer's number can hold. But adding the same number to *all*
# scores of a row changes no probability, so one may take the largest score off the row first; then the largest is 0,
# and nothing can overflow. (You did it in `gradient-descent` already; here it becomes a function of its own.)


# %% id="log-softmax" tags=["exercise"]
def log_softmax(scores):
    """Log-probabilities of every row of scores, shape (n, classes)."""
    ### BEGIN SOLUTION
    #: take the largest score off every row, then the formula.
    scores = scores - scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="log-softmax"
# Which sums and maxima belong to one image, those along a row or those along a column?

# %% [markdown] tags=["hint"] for="log-softmax"
# `axis=1, keepdims=True` gives one number a row, in a column of shape (n, 1) that can be taken off the whole row. Do
# not compute $p$ first and its logarithm then: a small $p$ becomes 0, and $\log 0$ is minus infinity.

# %% [markdown] id="log-softmax-check-about"
# Rows that sum to one, a shift that changes nothing, and scores in the thousands.

# %% id="log-softmax-check" tags=["check"]
z = np.random.default_rng(2).normal(size=(5, 4)) * 3
log_p = log_softmax(z)
assert np.shape(log_p) == (5, 4), f"Every score has a log-probability: shape (5, 4), not {np.shape(log_p)}."
sums = np.exp(log_p).sum(axis=1)
assert np.allclose(sums, 1), f"The probabilities of each row should add up to one; yours add up to {sums.round(3)}."
assert np.allclose(log_p[:, 0] - log_p[:, 1], z[:, 0] - z[:, 1]), (
    "Differences of log-probabilities are differences of scores."
)
assert np.allclose(log_softmax(z + 50), log_p), "The same number added to all scores of a row should change nothing."
with np.errstate(all="ignore"):
    huge = log_softmax(np.array([[3000.0, 0.0, -3000.0], [-2000.0, -2001.0, -2002.0]]))
assert np.isfinite(huge).all(), f"Large scores should survive: the right answer is finite everywhere, yours is\n{huge}"
assert np.allclose(huge[0], [0, -3000, -6000]), (
    f"Scores 3000, 0, −3000 have the log-probabilities 0, −3000, −6000, not {huge[0]}."
)

# %% [markdown] id="overflow-about"
# What would have happened without the trick? Two classes, scores $z$ and 0, and the surprise when the *second* one is
# true. It should simply grow like $z$. **Predict:** at which $z$ does each naive way break, `log(e^0 / sum)` in 64
# bits, and in 32 bits, which is what networks use?
#
# *Your words:*
#

# %% id="overflow"
scale = np.linspace(0, 900, 451)
fig, ax = plt.subplots(figsize=(8, 3.6))
pair = np.stack([scale, np.zeros_like(scale)], axis=1)
ax.plot(scale, -log_softmax(pair)[:, 1], color=BLACK, lw=6, alpha=0.25, label="yours")
for kind, colour, style in [(np.float64, BLUE, "-"), (np.float32, VERMILION, "--")]:
    with np.errstate(all="ignore"):
        powers = np.exp(pair.astype(kind))
        naive = -np.log(powers[:, 1] / powers.sum(axis=1))
    fine_until = scale[np.isfinite(naive)].max()
    ax.plot(scale, np.where(np.isfinite(naive), naive, np.nan), style, color=colour, lw=2)
    ax.plot(
        fine_until,
        fine_until,
        "X",
        color=colour,
        ms=12,
        label=f"naive, {np.dtype(kind).name}: ends at {fine_until:.0f}",
    )
ax.set(xlabel="score of the wrong class, z", ylabel="surprise", title="Same formula, other order")
ax.legend(loc="upper left")
plt.show()

# %% [markdown] id="learn-about"
# ## 5. Predicted minus true
#
# Now the slope. One row, right answer $r$: the loss is $-\log p_r = -z_r + \log\sum_k e^{z_k}$. Take the derivative
# for a score $z_j$. The first term gives $-1$ if $j$ is the right class, else nothing. The second gives
# $e^{z_j} / \sum_k e^{z_k}$, and that is $p_j$. So
#
# $$\frac{\partial\,\text{loss}}{\partial z_j} = p_j - y_j ,$$
#
# with $y_j = 1$ for the right class and 0 for the others. Averaged over $n$ images, the scores have the slope
# $(P - Y)/n$. And if the scores are $Z = XW$, the weights have the slope $X^\top$ times that (each weight's input,
# times the blame of the score that it feeds).
#
# Write the slope of the scores, and then the training: start at $W = 0$ and go downhill with the heavy ball of
# `gradient-descent`, $v \leftarrow \beta v - \eta\,\nabla f(W)$, then $W \leftarrow W + v$.


# %% id="learn" tags=["exercise"]
def score_slope(scores, Y):
    """The slope of the mean surprise in every score; Y has a 1 for the right class of each row and else 0."""
    ### BEGIN SOLUTION
    #: predicted minus true, over the number of rows.
    return (np.exp(log_softmax(scores)) - Y) / len(Y)
    ### END SOLUTION


def learn(X, Y, steps, rate=1.0, momentum=0.9):
    """Weights, shape (features, classes), after so many steps of the heavy ball from zero."""
    ### BEGIN SOLUTION
    #: weights and velocity start at zero; in every step the slope of the weights, then velocity, then weights.
    W = np.zeros((X.shape[1], Y.shape[1]))
    velocity = np.zeros_like(W)
    for _ in range(steps):
        velocity = momentum * velocity - rate * X.T @ score_slope(X @ W, Y)
        W = W + velocity
    return W
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="learn"
# At $W = 0$ all ten probabilities are 0.1. What is the slope of the right class's score there, what that of a wrong
# one? Which of them go up when you walk downhill?

# %% [markdown] tags=["hint"] for="learn"
# Your `log_softmax` gives logarithms; `np.exp` makes probabilities of them. For the weights let the shapes guide you:
# $X$ is $(n, 65)$, the slope of the scores $(n, 10)$, and the result must be $(65, 10)$.

# %% [markdown] id="learn-check-about"
# The check nudges single scores to measure the slope, and then takes two steps of training by hand.

# %% id="learn-check" tags=["check"]
rng = np.random.default_rng(3)
z, Y_try = rng.normal(size=(6, 4)), np.eye(4)[[2, 0, 1, 3, 3, 0]]
slope = score_slope(z, Y_try)
assert np.shape(slope) == (6, 4), f"Every score has a slope: shape (6, 4), not {np.shape(slope)}."
assert np.allclose(slope.sum(axis=1), 0), "In every row the slopes sum to zero: what one class gains, the others lose."
for row, column in [(0, 2), (0, 0), (5, 3)]:
    nudge = np.zeros_like(z)
    nudge[row, column] = 1e-5
    up, down = (-(Y_try * log_softmax(z + sign * nudge)).sum() / 6 for sign in (1, -1))
    measured = (up - down) / 2e-5
    assert np.isclose(slope[row, column], measured, atol=1e-8), (
        f"Nudging score ({row}, {column}) gives the slope {measured:.5f} of the mean loss; yours is "
        f"{slope[row, column]:.5f}."
    )
X_try = rng.normal(size=(6, 3))
first = -0.5 * X_try.T @ ((0.25 - Y_try) / 6)
assert np.shape(learn(X_try, Y_try, 0)) == (3, 4), "Three features and four classes make weights of the shape (3, 4)."
mine = learn(X_try, Y_try, 1, 0.5, 0.9)
assert np.allclose(mine, first), (
    "From zero, the first step is plain descent: minus rate times slope, and the slope of the weights is Xᵀ times that "
    f"of the scores. Yours is about {(mine * first).sum() / (first**2).sum():.2g} times as long."
)
second = first + 0.9 * first - 0.5 * X_try.T @ score_slope(X_try @ first, Y_try)
assert np.allclose(learn(X_try, Y_try, 2, 0.5, 0.9), second), (
    "The second step should keep 0.9 of the velocity and feel the slope at the new place; yours lands elsewhere."
)

# %% [markdown] id="digits-about"
# Now train it on digits: 1,297 to learn from, 500 put away. As in `gradient-descent` the mean training image is taken
# off, and a column of ones carries the bias. **Predict:** what does it cost to know nothing, in surprise per image?
# And what will be left of it on unseen digits?

# %% id="digits-guess"
my_surprises = {"knowing nothing": None, "trained, unseen digits": None}

# %% [markdown] id="digits-run-about"
# It takes about a second.

# %% id="digits"
images, labels = load_digits(return_X_y=True)
order = np.random.default_rng(SEED).permutation(len(images))
train, test = order[:1297], order[1297:]


def features(images, rows, learned_from):
    """Pixels around the mean of the images learned from, and a last column of ones."""
    pixels = images[rows] - images[learned_from].mean(axis=0)
    return np.hstack([pixels, np.ones((len(rows), 1))])


def surprise(log_p, labels):
    """The mean surprise at the right answers."""
    return -log_p[np.arange(len(labels)), labels].mean()


Y = np.eye(10)[labels]
W = learn(features(images / 16, train, train), Y[train], STEPS)
log_p = log_softmax(features(images / 16, test, train) @ W)
ignorant, unseen = surprise(log_softmax(np.zeros((500, 10))), labels[test]), surprise(log_p, labels[test])
accuracy = np.mean(log_p.argmax(axis=1) == labels[test])
for (name, guess), value in zip(my_surprises.items(), [ignorant, unseen], strict=True):
    print(f"{name}: {value:.3f}" + (f" (you said {guess})" if guess is not None else ""))
print(f"{accuracy:.1%} of the unseen digits are read rightly.")

# %% [markdown] id="digits-check-about"
# The check asks whether the reader is good enough, and a good deal less surprised than an ignorant one.

# %% id="digits-check" tags=["check"]
ACCURACY_LEAST = 0.95
assert not set(train) & set(test), "Some digits are both in training and put away."
assert np.isclose(ignorant, np.log(10)), f"Knowing nothing costs log 10 = 2.303 an image; yours costs {ignorant:.3f}."
assert accuracy >= ACCURACY_LEAST, f"It reads {accuracy:.1%} of unseen digits; {ACCURACY_LEAST:.0%} is within reach."
assert unseen < 0.4, f"On unseen digits the mean surprise should be far below log 10; it is {unseen:.3f}."

# %% [markdown] id="sure-about"
# Who surprised it most? These are the eight unseen digits with the largest $-\log p$, and what it believed.

# %% id="sure"
shock = -log_p[np.arange(500), labels[test]]
fig, axes = plt.subplots(2, 8, figsize=(12, 3.6), height_ratios=[1.1, 1])
for (top, bottom), row in zip(axes.T, np.argsort(-shock)[:8], strict=True):
    right_one = labels[test][row]
    top.imshow(images[test][row].reshape(8, 8), cmap="viridis")
    top.set(xticks=[], yticks=[], title=f"a {right_one}: {shock[row]:.1f}")
    colours = [VERMILION if digit == right_one else SKY for digit in range(10)]
    bottom.bar(range(10), np.exp(log_p[row]), color=colours)
    bottom.set(ylim=(0, 1), xticks=range(0, 10, 3), yticks=[0, 1], xlabel="digit")
axes[1, 0].set_ylabel("belief")
fig.suptitle("The largest surprises (what it is, and −log p; orange: the belief in it)")
plt.show()

# %% [markdown] id="calibration-about"
# ## 6. Is it as sure as it should be?
#
# A forecaster is *calibrated* if of all the days with 70 % seven in ten are wet. A classifier too: take all images that
# it was about 90 % sure of, and see whether nine in ten are right.
#
# To make one number of it: sort the images by how sure the classifier was (the probability of its answer) into `bins`
# equal intervals from 0 to 1. In each interval compare the mean of *sure* with the share of *right*. The **calibration
# error** is the mean of these gaps, where each interval counts by its number of images:
#
# $$\sum_b \frac{n_b}{n}\,\bigl|\,\text{mean sure}_b - \text{share right}_b\,\bigr| .$$


# %% id="calibration" tags=["exercise"]
def calibration_error(sure, right, bins=10):
    """How far `sure`, shape (n,), is from the share of right answers (1 or 0, shape (n,)), over equal bins."""
    ### BEGIN SOLUTION
    #: the bin of each image (sure = 1 belongs to the last one); for every bin that is not empty, its weighted gap.
    which = np.minimum((sure * bins).astype(int), bins - 1)
    gap = 0.0
    for b in range(bins):
        inside = which == b
        if inside.any():
            gap += inside.mean() * abs(sure[inside].mean() - right[inside].mean())
    return gap
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="calibration"
# If you are 95 % sure of each of 20 images, and 19 are right, how large is the gap? And if you are 95 % sure of all
# and 10 are right?

# %% [markdown] tags=["hint"] for="calibration"
# With ten bins, `(sure * 10).astype(int)` is the number of the bin; only sure = 1 falls off the end. The weight
# $n_b/n$ is the mean of the booleans `which == b`. The absolute value is taken of each bin's gap, not of each
# image's.

# %% [markdown] id="calibration-check-about"
# Small cases by hand.

# %% id="calibration-check" tags=["check"]
found = calibration_error(np.full(20, 0.95), np.r_[np.ones(19), 0.0])
assert np.isclose(found, 0), f"95 % sure and right 19 times in 20 is perfect, error 0; yours is {found:.3g}."
found = calibration_error(np.full(20, 0.95), np.r_[np.ones(10), np.zeros(10)])
assert np.isclose(found, 0.45), f"95 % sure and right half of the time is a gap of 0.45; yours is {found:.3g}."
found = calibration_error(np.ones(4), np.ones(4))
assert np.isclose(found, 0), f"Fully sure and always right has the error 0; yours is {found:.3g}."
found = calibration_error(np.ones(4), np.r_[np.zeros(3), 1.0])
assert np.isclose(found, 0.75), f"Fully sure and wrong three times in four is a gap of 0.75; yours is {found:.3g}."
found = calibration_error(np.r_[np.full(30, 0.9), np.full(10, 0.55)], np.r_[np.ones(30), np.zeros(10)])
assert np.isclose(found, 0.75 * 0.1 + 0.25 * 0.55), (
    "30 images at 0.9, all right, and 10 at 0.55, all wrong: the gaps 0.1 and 0.55 count ¾ and ¼, "
    f"which makes {0.75 * 0.1 + 0.25 * 0.55:.4f}; yours is {found:.4f}."
)
found = calibration_error(np.r_[np.full(10, 0.48), np.full(10, 0.52)], np.r_[np.ones(10), np.zeros(10)])
assert np.isclose(found, 0.52), (
    "10 images at 0.48, all right, and 10 at 0.52, all wrong: the intervals meet at 0.5, so these are two bins, each "
    f"with a gap of 0.52; yours is {found:.3g}."
)

# %% [markdown] id="temperature-about"
# Your digit reader is calibrated quite well (the number comes below). To see one that is not, make life hard: only 200
# images to learn from, and a grainy camera. It will know its 200 images by heart and believe that the world is like
# them.
#
# There is a simple remedy, **temperature**: divide all scores by a number $T$ before the softmax. $T > 1$ makes all
# beliefs milder, $T < 1$ bolder, and the answer itself never changes. Which $T$? The one with the least mean surprise
# on images that it has *not* learned from, 300 of them, put aside for this. (Not the test images: whatever you choose
# by them, they can no longer judge.)


# %% id="temperature" tags=["exercise"]
def best_temperature(scores, labels, candidates):
    """The candidate T with which the softmax of scores / T is least surprised by the labels."""
    ### BEGIN SOLUTION
    #: the mean surprise for every candidate (`surprise` and `log_softmax` are there), then the best candidate.
    losses = [surprise(log_softmax(scores / T), labels) for T in candidates]
    return candidates[int(np.argmin(losses))]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="temperature"
# Could you choose $T$ by the share of right answers? What does $T$ do to them?

# %% [markdown] tags=["hint"] for="temperature"
# A list with one loss a candidate; `np.argmin` gives the *place* of the smallest, and what is asked for is the
# candidate that stands there.

# %% [markdown] id="temperature-check-about"
# The check draws labels from known probabilities, makes the scores three times too bold, and then twice too timid.

# %% id="temperature-check" tags=["check"]
rng = np.random.default_rng(4)
honest = rng.normal(size=(4000, 5)) * 1.5
drawn = np.array([rng.choice(5, p=row / row.sum()) for row in np.exp(log_softmax(honest))])
several = np.array([0.25, 0.5, 1.0, 2.0, 3.0, 5.0])
for factor, name in [(3.0, "three times too bold"), (0.5, "only half as bold as they should be"), (1.0, "honest")]:
    found = best_temperature(factor * honest, drawn, several)
    assert np.ndim(found) == 0, "The answer is one of the candidates, a single number."
    assert np.isclose(found, factor), (
        f"These scores are {name}: T = {factor} would make them honest; you chose {found}."
    )

# %% [markdown] id="mend-guess-about"
# ### Predict
#
# The grainy reader answers rightly about three times in four. How sure of itself will it be, on average, on unseen
# images? Write it down before you look.

# %% id="mend-guess"
my_sureness = None  # between 0 and 1

# %% [markdown] id="mend-about"
# Before and after. Each point is a bin: how sure it was, and how often it was right. On the diagonal one can take it
# at its word.

# %% id="mend"
grainy = images / 16 + GRAIN * np.random.default_rng(SEED + 1).normal(size=images.shape)
few, aside = train[:FEW], train[-300:]
W_few = learn(features(grainy, few, few), Y[few], 1500)
scores_aside, scores_test = features(grainy, aside, few) @ W_few, features(grainy, test, few) @ W_few
T = best_temperature(scores_aside, labels[aside], np.geomspace(0.2, 20, 100))

fig, axes = plt.subplots(1, 2, figsize=(10.5, 4.6), sharey=True)
outcome = {}
for ax, temperature, name, colour in [(axes[0], 1.0, "before", VERMILION), (axes[1], T, "after", BLUE)]:
    log_p_few = log_softmax(scores_test / temperature)
    sure, right = np.exp(log_p_few.max(axis=1)), log_p_few.argmax(axis=1) == labels[test]
    outcome[name] = [right.mean(), sure.mean(), calibration_error(sure, right), surprise(log_p_few, labels[test])]
    which = np.minimum((sure * 10).astype(int), 9)
    for b in np.unique(which):
        inside = which == b
        x, y = sure[inside].mean(), right[inside].mean()
        ax.plot([x, x], [x, y], color=colour, lw=1, alpha=0.7)
        ax.plot(x, y, "o", color=colour, ms=4 + np.sqrt(inside.sum()), alpha=0.8)
    ax.plot([0, 1], [0, 1], color="#777777", ls=":")
    said = f", you said {my_sureness}" if my_sureness and name == "before" else ""
    ax.set_title(
        f"{name}, T = {temperature:.2f}: {sure.mean():.0%} sure{said}, {right.mean():.0%} right\ncalibration "
        f"error {outcome[name][2]:.3f}, surprise {outcome[name][3]:.2f}"
    )
    ax.set(xlabel="how sure it was", xlim=(0, 1.04), ylim=(-0.04, 1.04))
axes[0].set_ylabel("share of right answers")
fig.suptitle("A larger point stands for more images")
plt.show()
clean_sure, clean_right = np.exp(log_p.max(axis=1)), log_p.argmax(axis=1) == labels[test]
print(f"The reader of clean images: calibration error {calibration_error(clean_sure, clean_right):.3f}.")

# %% [markdown] id="mend-why"
# It had seen 200 images until it was never wrong about them, and it took its own word for the world's. The same
# happens to large networks: the more they can learn by heart, the more they overrate themselves. One number, chosen
# by images that it had not learned from, makes it honest again. Not one answer changed; what changed is whether you
# can believe them.

# %% [markdown] id="mend-check-about"
# The last check compares before and after.

# %% id="mend-check" tags=["check"]
CALIBRATION_MOST = 0.06
assert not set(aside) & (set(few) | set(test)), "The images that choose T should be neither learned from nor tested on."
assert outcome["before"][0] == outcome["after"][0], (
    "Temperature should change no answer, so the share of right ones stays."
)
assert outcome["after"][3] < 0.9 * outcome["before"][3], (
    "With the right temperature it should be clearly less surprised."
)
assert outcome["after"][2] <= CALIBRATION_MOST, (
    f"Afterwards sure and right should be within {CALIBRATION_MOST} of each other; yours are "
    f"{outcome['after'][2]:.3f} apart."
)

# %% [markdown] id="metric-about"
# Two numbers to remember this by. The next cells note them in your progress, if the curriculum panel is there;
# otherwise they show nothing.

# %% id="metric-accuracy"
result = {"name": "test accuracy, softmax regression by hand", "value": float(accuracy), "unit": "share of test digits"}
display({"application/vnd.dl-curriculum.metric+json": result | {"at_least": ACCURACY_LEAST}}, raw=True)

# %% [markdown] id="metric-calibration-about"
# And how far the mended reader is from its word.

# %% id="metric-calibration"
result = {"name": "calibration error with temperature", "value": float(outcome["after"][2]), "unit": "probability"}
display({"application/vnd.dl-curriculum.metric+json": result | {"at_most": CALIBRATION_MOST}}, raw=True)

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original knobs: while you play, do not
# mind them.)
#
# 1. An illness that one in 5 has, with the same test. How worried now? And at which prior would a positive test mean
#    one half?
# 2. `FEW = 50`, then 800. What happens to the gap between sure and right, and to $T$?
# 3. `GRAIN = 0`. Is a reader of clean images overconfident too?
# 4. Stop the grainy reader's training after 30 steps instead of 1,500. Is $T$ still needed?
# 5. A forecaster is graded by the share of days on the right side. How can she cheat?
#
# *What I expected, and what happened:*
#

# %% [markdown] id="change-yours-about"
# Room for it:

# %% id="change-yours"
# Yours: try it here.

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - Glenn Brier graded weather forecasts in 1950, so that forecasters would say what they believe: [Verification of
#   forecasts expressed in terms of probability](https://doi.org/10.1175/1520-0493(1950)078%3C0001:VOFEIT%3E2.0.CO;2).
#   His grade is the squared error; I. J. Good proposed the logarithm two years later.
# - Surprise and entropy: Claude Shannon, [A mathematical theory of
#   communication](https://doi.org/10.1002/j.1538-7305.1948.tb01338.x), 1948.
# - That modern networks are too sure, and that one temperature mends much of it: Guo and others, [On calibration of
#   modern neural networks](https://arxiv.org/abs/1706.04599), 2017.
#
# You meet it again in every training from here on. *Predicted minus true* is where the blame starts in
# `net-from-scratch`; the temperature is the same that made your text model of stage 1 bold or timid; and a language
# model's grade is the mean surprise at the next letter.
#
# **When it hurts**
#
# - Bayes' rule as areas: [Bayes theorem](https://www.3blue1brown.com/lessons/bayes-theorem) by 3Blue1Brown, 15 minutes.
# - To look something up: the [review of probability
#   theory](https://cs229.stanford.edu/notes2022fall/cs229-probability_review.pdf) of this stage.
# - Entropy and cross-entropy with pictures: [Visual information
#   theory](https://colah.github.io/posts/2015-09-Visual-Information/) by Chris Olah.
# - Overflow, softmax and their kin: the Deep Learning Book, [chapter
#   4.1](https://www.deeplearningbook.org/contents/numerical.html).
# - A formula with bars and commas: read it aloud. $p(y \mid x)$ is "how probable is $y$, if I already know $x$". For a
#   classifier, $x$ is the image and $y$ the digit.
