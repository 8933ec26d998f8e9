# %% [markdown] id="question"
# # Fluent enough?
#
# Nobody asks a traveller for perfect grammar. Can you order a meal, ask the way, understand the answer? Then you are
# fluent enough to go, and the rest you learn by talking.
#
# So it is with mathematics here. **Can you go on?** Below are eight small tasks from the four topics of this stage,
# well mixed, two to ten lines each. The last one puts all four together: a reader of digits, built in half an hour
# from your own pieces.
#
# - There is nothing new in it, and there are no marks.
# - Looking things up is fine. Open the earlier exercises, your notes, anything: that is what fluent people do.
# - A check that fails says which exercise to refresh, and which part. Go there for ten minutes, or ask for a hint, or
#   leave the task for another day. All of it comes again in the next stage, with code around it.
#
# It takes about 45 minutes. If six of the eight go well, you are ready.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"numpy": "numpy", "matplotlib": "matplotlib", "sklearn": "scikit-learn"}

# %% [markdown] id="tools-about"
# The tools, as before, and digits to play with: 1,297 to learn from, 500 put away for the end.

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
# The knobs of the notebook.

# %% id="parameters" tags=["parameters"]
SEED = 0  # which digits are put away
NUMBERS = 21  # how many numbers a digit is squeezed into, in the last task
STEPS = 200  # how many steps its training takes

# %% [markdown] id="digits-about"
# `pixels` has a digit a row, 64 numbers between 0 and 1; `kinds` says what it is; `Y` has a 1 in the column of that
# and else 0.

# %% id="digits"
images, kinds = load_digits(return_X_y=True)
pixels, Y = images / 16, np.eye(10)[kinds]
order = np.random.default_rng(SEED).permutation(len(pixels))
train_rows, test_rows = order[:1297], order[1297:]
middle = np.stack([pixels[train_rows][kinds[train_rows] == digit].mean(axis=0) for digit in range(10)])

fig, axes = plt.subplots(1, 10, figsize=(11, 1.5))
for digit, ax in enumerate(axes):
    ax.imshow(middle[digit].reshape(8, 8), cmap="viridis")
    ax.set(xticks=[], yticks=[], xlabel=f"mean {digit}")
plt.show()

# %% [markdown] id="alike-about"
# ## 1. How alike are two pictures?
#
# The angle between two vectors says how alike they are, whatever their lengths: its cosine is
# $\dfrac{a \cdot b}{\lVert a\rVert\,\lVert b\rVert}$, 1 for the same direction and 0 at right angles. Compute it for
# *every* row of `A`, shape (n, m), with *every* row of `B`, shape (k, m), without a loop.


# %% id="alike" tags=["exercise"]
def cosines(A, B):
    """The cosine of row i of A with row j of B at place (i, j); shape (n, k)."""
    ### BEGIN SOLUTION
    #: give all rows length 1; then a single matrix product holds all the dot products.
    A = A / np.linalg.norm(A, axis=1, keepdims=True)
    B = B / np.linalg.norm(B, axis=1, keepdims=True)
    return A @ B.T
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="alike"
# If all rows had length 1, what would be left of the formula? And which product of $(n, m)$ and $(k, m)$ gives
# $(n, k)$?

# %% [markdown] tags=["hint"] for="alike"
# `np.linalg.norm(A, axis=1, keepdims=True)` is a column with the length of every row. Divide, then `A @ B.T`.

# %% [markdown] id="alike-check-about"
# From `linear-algebra`, part 2.

# %% id="alike-check" tags=["check"]
SHADOWS = "To refresh: `linear-algebra`, part 2 (dot product and shadows)."
found = cosines(np.array([[3.0, 0.0], [1.0, 1.0]]), np.array([[1.0, 1.0], [0.0, 2.0], [-5.0, 0.0]]))
assert np.shape(found) == (2, 3), (
    f"Two rows with three rows make a table of shape (2, 3), not {np.shape(found)}. {SHADOWS}"
)
half = np.sqrt(0.5)
assert np.allclose(found, [[half, 0, -1], [1, half, -half]]), (
    "(3, 0) and (1, 1) with (1, 1), (0, 2), (−5, 0) have the "
    f"cosines\n{np.array([[half, 0, -1], [1, half, -half]]).round(3)}\n"
    f"but yours are\n{np.round(found, 3)}\n{SHADOWS}"
)

# %% [markdown] id="alike-picture-about"
# All mean digits with each other. **Predict:** which two are most alike?

# %% id="alike-picture"
table = cosines(middle, middle)
pairs = [(table[i, j], i, j) for i in range(10) for j in range(i)]
_, one, other = max(pairs)
fig, ax = plt.subplots(figsize=(5.6, 4.4))
picture = ax.imshow(table, cmap="viridis", vmax=1)
ax.plot([one, other], [other, one], "o", ms=20, mfc="none", mec=VERMILION, mew=2)
ax.set(
    xticks=range(10),
    yticks=range(10),
    xlabel="mean digit",
    ylabel="mean digit",
    title=f"Most alike: {other} and {one} (ringed)",
)
fig.colorbar(picture, ax=ax, label="cosine")
plt.show()

# %% [markdown] id="curves-about"
# ## 2. What is wrong with these four?
#
# Four trainings of the same model, with four learning rates. Run the next cell and look; then write your verdicts in
# the one after it.

# %% id="curves"
bends = np.array([1.0, 30.0])
curves = {}
for name, rate in zip("ABCD", [2 / 30, 0.0015, 0.062, 0.0675], strict=True):
    place, heights = np.array([3.0, 0.3]), []
    for _ in range(61):
        heights.append((bends * place**2).sum() / 2)
        place = place - rate * bends * place
    curves[name] = heights
fig, axes = plt.subplots(1, 4, figsize=(12, 2.9), sharey=True)
for ax, (name, heights) in zip(axes, curves.items(), strict=True):
    ax.semilogy(heights, color=BLUE, lw=2)
    ax.set(title=name, xlabel="step", ylim=(5e-3, 60))
axes[0].set_ylabel("loss (log scale)")
plt.show()

# %% [markdown] id="verdict-about"
# For each curve one of these: `"too small"`: it crawls. `"good"`: it arrives. `"at the edge"`: a part of the loss
# neither grows nor shrinks. `"beyond the edge"`: it grows in the end.

# %% id="verdict" tags=["exercise"]
### BEGIN SOLUTION
#: verdict = {"A": …, "B": …, "C": …, "D": …}, with one of the four descriptions for each.
verdict = {"A": "at the edge", "B": "too small", "C": "good", "D": "beyond the edge"}
### END SOLUTION

# %% [markdown] tags=["hint"] for="verdict"
# Which curve ends higher than it was in the middle? Which one becomes flat, far above the lowest?

# %% [markdown] tags=["hint"] for="verdict"
# Two of the curves go down all the time. One of these two is much too patient. Of the other two, one stays level,
# because a direction of the valley is jumped across to the same height for ever.

# %% [markdown] id="verdict-check-about"
# From `gradient-descent`, parts 1 and 2.

# %% id="verdict-check" tags=["check"]
BORDER = "To refresh: `gradient-descent`, parts 1 and 2 (the factor 1 − ηλ, and the edge 2/L)."
words = {"too small", "good", "at the edge", "beyond the edge"}
assert set(verdict) == set("ABCD"), f"Each of A, B, C and D should have a verdict; yours are for {sorted(verdict)}."
assert set(verdict.values()) <= words, (
    f"The verdicts to choose from are {sorted(words)}; you wrote {sorted(verdict.values())}."
)
for name, heights in curves.items():
    grows, drop = heights[-1] > heights[20], heights[-1] / heights[0]
    if verdict[name] == "beyond the edge":
        assert grows, f"Curve {name} does not grow in the end, so its rate is not beyond the edge. {BORDER}"
    elif verdict[name] == "good":
        assert drop < 0.01, f"Curve {name} keeps {drop:.0%} of its loss; another arrives with less. {BORDER}"
    elif verdict[name] == "too small":
        assert not grows, f"Curve {name} does not crawl downhill, it grows. {BORDER}"
        assert drop > 0.5, f"Curve {name} is not slow everywhere: look at its first few steps. {BORDER}"
    else:
        assert not grows, f"Curve {name} does not stay level, it grows in the end. {BORDER}"
        assert drop < 0.5, f"Curve {name} has hardly come down at all, and it still falls. {BORDER}"
        assert abs(heights[-1] / heights[-20] - 1) < 0.2, f"Curve {name} has not come to a level. {BORDER}"

# %% [markdown] id="alarm-about"
# ## 3. A true alarm?
#
# A filter marks 98 % of all spam, and by mistake 1 % of the good mail. Of your mail, a share `prior` is spam. A message
# is marked. How probable is it that it *is* spam?


# %% id="alarm" tags=["exercise"]
def truly_spam(prior, hit=0.98, false_alarm=0.01):
    """The chance that a marked message is spam; prior may be an array."""
    ### BEGIN SOLUTION
    #: of all marked messages, the share that is spam.
    return prior * hit / (prior * hit + (1 - prior) * false_alarm)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="alarm"
# Imagine 10,000 messages of which 100 are spam. How many spam messages are marked, and how many good ones?

# %% [markdown] tags=["hint"] for="alarm"
# Marked spam is `prior * hit`, marked good mail is `(1 - prior) * false_alarm`. Which share of both together is the
# first?

# %% [markdown] id="alarm-check-about"
# From `probability`, part 1.

# %% id="alarm-check" tags=["check"]
BAYES = "To refresh: `probability`, part 1 (Bayes' rule: multiply, then divide by the sum)."
found = truly_spam(0.01)
assert np.isclose(found, 98 / 197), (
    "10,000 messages, 100 of them spam: 98 marked rightly, 99 wrongly, so the chance is 98/197 = 0.497; yours "
    f"is {found:.3f}. {BAYES}"
)
assert np.isclose(truly_spam(0.0), 0), f"Where there is no spam, a marked message is none either. {BAYES}"
assert np.isclose(truly_spam(1.0), 1), f"Where all is spam, so is the marked message. {BAYES}"
assert np.shape(truly_spam(np.array([0.1, 0.2]))) == (2,), "An array of priors should give an array of chances."

# %% [markdown] id="alarm-picture-about"
# The same filter, with more and less spam. **Predict:** below which share of spam are most marked messages good ones?

# %% id="alarm-picture"
shares = np.logspace(-4, 0, 300)
fig, ax = plt.subplots(figsize=(7, 3.2))
ax.semilogx(shares, truly_spam(shares), color=BLUE, lw=2)
tipping = shares[np.argmax(truly_spam(shares) >= 0.5)]
ax.plot(tipping, 0.5, "o", color=VERMILION, ms=10, label=f"half of the alarms are true at {tipping:.1%} spam")
ax.set(xlabel="share of spam in the mail (log scale)", ylabel="chance that it is spam", ylim=(0, 1.02))
ax.legend(loc="upper left")
plt.show()

# %% [markdown] id="squeeze-about"
# ## 4. Squeeze
#
# Find the `k` directions along which the rows of `X` spread most around their mean, and say which share of the spread
# they hold.


# %% id="squeeze" tags=["exercise"]
def squeeze(X, k):
    """The mean row (m,), the k directions of largest spread (k, m), and the share of the spread that they hold."""
    ### BEGIN SOLUTION
    #: mean, singular value decomposition of what is left, first k; the share is one of squares.
    mean = X.mean(axis=0)
    s, Vt = np.linalg.svd(X - mean, full_matrices=False)[1:]
    return mean, Vt[:k], (s[:k] ** 2).sum() / (s**2).sum()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="squeeze"
# What has to happen to the rows first, so that spread means spread around the mean? Which part of the SVD lives in
# the space of the rows?

# %% [markdown] tags=["hint"] for="squeeze"
# `np.linalg.svd(…, full_matrices=False)` gives $U$, $s$, $V^\top$, sorted. The directions are the first rows of
# $V^\top$; the spread along each is as its $s_i^2$.

# %% [markdown] id="squeeze-check-about"
# From `linear-algebra`, parts 5 and 6.

# %% id="squeeze-check" tags=["check"]
PCA = "To refresh: `linear-algebra`, parts 5 and 6 (how many are enough; centre first)."
rng = np.random.default_rng(1)
cloud = rng.normal(size=(200, 6)) * [5, 3, 1, 1, 1, 1] + 10
mean, directions, share = squeeze(cloud, 2)
assert (np.shape(mean), np.shape(directions)) == ((6,), (2, 6)), (
    f"The mean has the shape (6,), two directions (2, 6); yours have {np.shape(mean)} and {np.shape(directions)}. {PCA}"
)
assert np.allclose(directions @ directions.T, np.eye(2)), (
    f"The directions should have length 1 and stand at right angles. {PCA}"
)
assert abs(directions[0, 0]) > 0.9, (
    f"The cloud spreads most along its first axis; your first direction does not point there. {PCA}"
)
left_over = cloud - cloud.mean(axis=0)
true_share = ((left_over @ directions.T) ** 2).sum() / (left_over**2).sum()
spreads = np.linalg.svd(left_over, compute_uv=False) ** 2
most = spreads[:2].sum() / spreads.sum()
assert np.isclose(true_share, most), (
    f"The best two directions hold the share {most:.4f} of the spread, yours {true_share:.4f}. Are yours rows or "
    f"columns, the first or the last? {PCA}"
)
assert np.isclose(share, true_share), (
    f"These two directions hold the share {true_share:.3f} of the spread; you say {share:.3f}. {PCA}"
)

# %% [markdown] id="slopes-about"
# ## 5. Surprise, and its slope
#
# Scores $Z$, a row for each image. The loss is the mean surprise, $-\log p$ of the right class after a softmax. Give
# the loss *and* its slope in every score. Scores may be in the thousands.


# %% id="slopes" tags=["exercise"]
def surprise(Z, Y):
    """The mean surprise, a number, and its slope in Z, of the shape of Z; Y has a 1 for the right class, else 0."""
    ### BEGIN SOLUTION
    #: log-probabilities that survive large scores, then the mean, then predicted minus true.
    Z = Z - Z.max(axis=1, keepdims=True)
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -(Y * log_p).sum() / len(Y), (np.exp(log_p) - Y) / len(Y)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="slopes"
# $\log p_j = z_j - \log\sum_k e^{z_k}$. Which number may be taken off all scores of a row without changing anything?

# %% [markdown] tags=["hint"] for="slopes"
# The slope is what was predicted minus what is true, over the number of rows. Sums over classes go along `axis=1`
# with `keepdims=True`.

# %% [markdown] id="slopes-check-about"
# From `probability`, parts 3 to 5.

# %% id="slopes-check" tags=["check"]
SOFTMAX = "To refresh: `probability`, parts 4 and 5 (log-softmax; predicted minus true)."
loss, slope = surprise(np.zeros((5, 10)), np.eye(10)[:5])
assert np.ndim(loss) == 0, "The loss is one number, a mean. To refresh: `probability`, part 3 (surprise)."
assert np.isclose(loss, np.log(10)), (
    f"Ten equal scores cost log 10 = 2.303 an image; yours cost {loss:.3f}. To refresh: `probability`, part 3 "
    "(surprise)."
)
assert np.shape(slope) == (5, 10), f"Every score has a slope: shape (5, 10), not {np.shape(slope)}. {SOFTMAX}"
rng = np.random.default_rng(2)
Z_try, Y_try = rng.normal(size=(6, 4)), np.eye(4)[[0, 3, 1, 1, 2, 0]]
slope = surprise(Z_try, Y_try)[1]
for row, column in [(0, 0), (0, 1), (4, 2)]:
    nudge = np.zeros_like(Z_try)
    nudge[row, column] = 1e-5
    measured = (surprise(Z_try + nudge, Y_try)[0] - surprise(Z_try - nudge, Y_try)[0]) / 2e-5
    assert np.isclose(slope[row, column], measured, atol=1e-8), (
        f"Nudging score ({row}, {column}) gives the slope {measured:.5f}; yours is {slope[row, column]:.5f}. {SOFTMAX}"
    )
with np.errstate(all="ignore"):
    loss, slope = surprise(2000 * Z_try, Y_try)
assert np.isfinite(loss), f"Large scores overflow. {SOFTMAX}"
assert np.isfinite(slope).all(), f"The slope is not finite when the scores are large. {SOFTMAX}"

# %% [markdown] id="slopes-picture-about"
# One row of five scores, whose right class is 3: minus the slope says which way each score should move.

# %% id="slopes-picture"
row = np.array([[0.5, 2.0, -0.5, 1.2, 0.0]])
loss, slope = surprise(row, np.eye(5)[[3]])
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 2.6))
hues = [VERMILION if column == 3 else SKY for column in range(5)]
left.bar(range(5), row[0], color=hues)
right.bar(range(5), -slope[0], color=hues)
for ax, name in [(left, "score"), (right, "minus the slope")]:
    ax.axhline(0, color=BLACK, lw=0.8)
    ax.set(xticks=range(5), xlabel="class (the right one is 3)", ylabel=name)
fig.suptitle(f"A surprise of {loss:.2f}")
plt.show()

# %% [markdown] id="edge-about"
# ## 6. How large a step?
#
# Around its minimum a loss is a valley whose curvatures are the eigenvalues of a symmetric matrix $H$. Give the
# learning rate at the edge, above which gradient descent flies away, and the factor by which the *slowest* direction
# shrinks per step at a given rate.


# %% id="edge" tags=["exercise"]
def edge(H):
    """The learning rate beyond which gradient descent diverges."""
    ### BEGIN SOLUTION
    #: from the largest eigenvalue; `np.linalg.eigvalsh` is for symmetric matrices.
    return 2 / np.linalg.eigvalsh(H).max()
    ### END SOLUTION


def slowest(H, rate):
    """The largest size of the factor per step over all directions."""
    ### BEGIN SOLUTION
    #: the factor of a direction of curvature λ, its size, the largest.
    return np.abs(1 - rate * np.linalg.eigvalsh(H)).max()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="edge"
# In a bowl of curvature λ every step multiplies the distance by $1 - \eta\lambda$. When is the size of that just 1?

# %% [markdown] tags=["hint"] for="edge"
# The steepest direction breaks first, so the edge is set by the largest eigenvalue. For the factor, take the absolute
# value of $1 - \eta\lambda$ for *all* eigenvalues, then the largest.

# %% [markdown] id="edge-check-about"
# From `gradient-descent`, part 2.

# %% id="edge-check" tags=["check"]
turned, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(4, 4)))
H_try = turned @ np.diag([1.0, 2.0, 5.0, 10.0]) @ turned.T
found = edge(H_try)
assert np.isclose(found, 0.2), f"Curvatures 1, 2, 5 and 10 have their edge at 2/10 = 0.2; you say {found:.3g}. {BORDER}"
for rate, factor, why in [
    (0.1, 0.9, "the flat direction crawls"),
    (0.19, 0.9, "the steep direction overshoots, and size counts"),
    (0.25, 1.5, "the steep direction flies away"),
]:
    found = slowest(H_try, rate)
    assert np.isclose(found, factor), f"At rate {rate} {why}: the factor is {factor}, not {found:.3g}. {BORDER}"

# %% [markdown] id="edge-picture-about"
# The slowest factor over all rates. **Predict:** where is the best rate, near the middle or near the edge?

# %% id="edge-picture"
rates = np.linspace(0, 0.25, 200)
factors = [slowest(H_try, rate) for rate in rates]
fig, ax = plt.subplots(figsize=(7, 2.9))
ax.plot(rates, factors, color=BLUE, lw=2)
ax.plot(
    rates[np.argmin(factors)],
    min(factors),
    "*",
    color=GREEN,
    ms=15,
    label=f"best rate, {rates[np.argmin(factors)]:.3f}",
)
ax.axvline(edge(H_try), color=VERMILION, ls="--", label=f"the edge, {edge(H_try):.3f}")
ax.axhline(1, color="#777777", ls=":")
ax.set(xlabel="learning rate η", ylabel="slowest factor per step", ylim=(0.7, 1.5))
ax.legend(loc="upper left")
plt.show()

# %% [markdown] id="relu-about"
# ## 7. Back through a layer
#
# A layer $H = \max(XW + b, 0)$, with a ReLU this time. Someone hands you $D$, the slope of the loss in $H$. Hand back
# the slopes in $X$, $W$ and $b$. Where the ReLU let a value through, it lets the slope through; where it cut off, the
# slope is zero.


# %% id="relu" tags=["exercise"]
def relu_layer(X, W, b):
    return np.maximum(X @ W + b, 0)


def relu_layer_backward(X, W, b, D):
    """The slopes in X, W and b, each of the shape of what it belongs to."""
    ### BEGIN SOLUTION
    #: first back through the ReLU, then three answers.
    D_Z = D * (X @ W + b > 0)
    return D_Z @ W.T, X.T @ D_Z, D_Z.sum(axis=0)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="relu"
# Write down the shapes of the three answers first. Which step was the last one on the way forwards? It is the first
# one on the way back.

# %% [markdown] tags=["hint"] for="relu"
# `X @ W + b > 0` is a table of true and false that can be multiplied with `D`. After that: $D_Z W^\top$,
# $X^\top D_Z$, and the rows of $D_Z$ added up.

# %% [markdown] id="relu-check-about"
# From `matrix-calculus`, part 5.

# %% id="relu-check" tags=["check"]
LAYER = "To refresh: `matrix-calculus`, part 5 (a layer, backwards)."
rng = np.random.default_rng(4)
arrays = {"X": rng.normal(size=(7, 4)), "W": rng.normal(size=(4, 3)), "b": rng.normal(size=3)}
D_try = rng.normal(size=(7, 3))
answers = relu_layer_backward(*arrays.values(), D_try)
compared = []  # (measured, yours) for the picture
for (name, at), mine in zip(arrays.items(), answers, strict=True):
    assert np.shape(mine) == at.shape, (
        f"The slope in {name} has the shape of {name}, {at.shape}; yours has {np.shape(mine)}. {LAYER}"
    )
    measured = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        nudge = np.zeros_like(at)
        nudge[index] = 1e-6
        up, down = ((D_try * relu_layer(**(arrays | {name: at + sign * nudge}))).sum() for sign in (1, -1))
        measured[index] = (up - down) / 2e-6
    error = np.abs(mine - measured).max() / np.abs(measured).max()
    assert error < 1e-6, f"Your slope in {name} is off by {error:.0%} of the largest. {LAYER}"
    compared.append((measured.ravel(), np.ravel(mine)))

# %% [markdown] id="relu-picture-about"
# Your slopes against measured ones: all 43 should lie on the line.

# %% id="relu-picture"
fig, ax = plt.subplots(figsize=(4.6, 3.8))
for (measured, mine), name, colour, marker in zip(compared, "XWb", [BLUE, VERMILION, GREEN], "os^", strict=True):
    ax.plot(measured, mine, marker, color=colour, ms=7, alpha=0.8, label=f"in {name}")
ax.axline((0, 0), slope=1, color="#777777", ls=":", zorder=0)
ax.set(xlabel="measured slope", ylabel="your slope", title="Back through a ReLU layer")
ax.legend()
plt.show()

# %% [markdown] id="together-about"
# ## 8. All four together
#
# A reader of digits from your own pieces. The given cells squeeze every digit to `NUMBERS` numbers (task 4) and add a
# column of ones, which makes `X`. Yours is the training: scores $Z = XW$, their loss and slope (task 5), the slope in
# $W$ (as in task 7), and steps downhill at a rate from task 6.
#
# At $W = 0$ no curvature of this loss is larger than the largest eigenvalue of $H = \frac{1}{10n} X^\top X$. Take
# half of the edge that belongs to it: in the first steps the curvature may grow to nearly twice that before it falls,
# and half leaves room.


# %% id="together" tags=["exercise"]
def train(X, Y, steps):
    """Weights after gradient descent from zero at half the edge, (features, 10); and the loss before each step."""
    ### BEGIN SOLUTION
    #: the rate from `edge`; weights of zeros; in each step `surprise` of the scores, the slope in W, and down.
    rate = edge(X.T @ X / len(X) / 10) / 2
    W, losses = np.zeros((X.shape[1], Y.shape[1])), []
    for _ in range(steps):
        loss, slope = surprise(X @ W, Y)
        losses.append(loss)
        W = W - rate * X.T @ slope
    return W, losses
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="together"
# Four lines in a loop: scores and their surprise, note the loss, the slope in the weights, the step. What does the
# slope in $W$ look like, if the one in the scores is known? Let the shapes tell.

# %% [markdown] tags=["hint"] for="together"
# `edge(X.T @ X / (10 * len(X))) / 2` is the rate, and `X.T @ slope` the slope in $W$: the division by $n$ is in
# `slope` already.

# %% [markdown] id="together-check-about"
# Two steps on a small example first.

# %% id="together-check" tags=["check"]
DOWNHILL = "To refresh: `gradient-descent`, part 1 (one line, repeated)."
rng = np.random.default_rng(5)
X_try, Y_try = rng.normal(size=(30, 3)), np.eye(10)[rng.integers(10, size=30)]
W_try, losses_try = train(X_try, Y_try, 2)
assert np.shape(W_try) == (3, 10), (
    f"Three features, ten classes: weights of the shape (3, 10), not {np.shape(W_try)}. {DOWNHILL}"
)
assert len(losses_try) == 2, f"Two steps have two losses; yours has {len(losses_try)}. {DOWNHILL}"
assert np.isclose(losses_try[0], np.log(10)), (
    f"At W = 0 the loss is log 10 = 2.303; yours begins with {losses_try[0]:.3f}. {DOWNHILL}"
)
eta = 10 * len(X_try) / np.linalg.eigvalsh(X_try.T @ X_try).max()
first = -eta * X_try.T @ ((0.1 - Y_try) / 30)
one_step = train(X_try, Y_try, 1)[0]
ratio = (one_step * first).sum() / (first**2).sum()
assert np.allclose(one_step, ratio * first), (
    "The first step does not go along the slope −Xᵀ(P − Y)/n. To refresh: `probability`, part 5."
)
assert np.isclose(ratio, 1), f"The first step is {ratio:.3g} times what half of the edge gives. {BORDER}"
again = first - eta * X_try.T @ surprise(X_try @ first, Y_try)[1]
assert np.allclose(W_try, again), f"The second step should feel the slope at the new place. {DOWNHILL}"

# %% [markdown] id="read-about"
# Now the real one. **Predict:** from only 21 numbers a digit, how many of the 500 unseen digits will it read rightly?

# %% id="read-guess"
my_share = None  # between 0 and 1

# %% [markdown] id="read-run-about"
# Four pictures, one for each topic. It takes a second.

# %% id="read"
mean, directions, share = squeeze(pixels[train_rows], NUMBERS)


def features(rows):
    return np.hstack([(pixels[rows] - mean) @ directions.T, np.ones((len(rows), 1))])


X_train, X_test = features(train_rows), features(test_rows)
W, losses = train(X_train, Y[train_rows], STEPS)
Z = X_test @ W
accuracy = np.mean(Z.argmax(axis=1) == kinds[test_rows])
beliefs = np.exp(Z - Z.max(axis=1, keepdims=True))
beliefs = beliefs / beliefs.sum(axis=1, keepdims=True)
unsure = beliefs.max(axis=1).argmin()

fig, axes = plt.subplots(2, 2, figsize=(10, 7))
squeezed = mean + X_test[unsure, :-1] @ directions
axes[0, 0].imshow(
    np.hstack([pixels[test_rows][unsure].reshape(8, 8), np.full((8, 1), np.nan), squeezed.reshape(8, 8)]),
    cmap="viridis",
    vmin=0,
    vmax=1,
)
axes[0, 0].set(
    xticks=[3.5, 12.5],
    xticklabels=["as written", f"from {NUMBERS} numbers"],
    yticks=[],
    title="linear algebra: squeezed, little is lost",
)
axes[0, 1].semilogy(np.arange(1, STEPS + 1), losses, color=BLUE, lw=2)
axes[0, 1].set(xlabel="step", ylabel="mean surprise", title="gradient descent: the loss falls")
axes[1, 0].bar(
    range(10), beliefs[unsure], color=[VERMILION if digit == kinds[test_rows][unsure] else SKY for digit in range(10)]
)
axes[1, 0].set(
    xlabel=f"digit (it is a {kinds[test_rows][unsure]})",
    ylabel="belief",
    xticks=range(10),
    ylim=(0, 1),
    title="probability: its least sure answer",
)
seen = directions.T @ W[:-1]
limit = np.abs(seen).max()
picture = axes[1, 1].imshow(
    np.hstack([seen[:, digit].reshape(8, 8) for digit in (0, 3, 7)]), cmap="PuOr", vmin=-limit, vmax=limit
)
axes[1, 1].set(
    xticks=[3.5, 11.5, 19.5],
    xticklabels=["for a 0", "for a 3", "for a 7"],
    yticks=[],
    title="matrix calculus: the slope of a score in each pixel",
)
fig.colorbar(picture, ax=axes[1, 1], label="slope", shrink=0.6)
said = f" (you said {my_share:.0%})" if my_share else ""
fig.suptitle(f"{accuracy:.1%} of 500 unseen digits read rightly from {NUMBERS} numbers each{said}")
plt.show()

# %% [markdown] id="read-check-about"
# And the last check.

# %% id="read-check" tags=["check"]
ACCURACY_LEAST = 0.92
assert not set(train_rows) & set(test_rows), "Some digits are both learned from and put away."
assert np.all(np.diff(losses) < 1e-9), (
    f"At half of the edge the loss should fall in every step; yours rises somewhere. {BORDER}"
)
assert accuracy >= ACCURACY_LEAST, (
    f"It reads {accuracy:.1%} of unseen digits; over {ACCURACY_LEAST:.0%} is within reach with these pieces. "
    f"{PCA} {SOFTMAX}"
)

# %% [markdown] id="metric-about"
# One number to remember this by. The next cell notes it in your progress, if the curriculum panel is there; otherwise
# it shows nothing.

# %% id="metric"
result = {"name": "test accuracy from 21 numbers a digit", "value": float(accuracy), "unit": "share of test digits"}
display({"application/vnd.dl-curriculum.metric+json": result | {"at_least": ACCURACY_LEAST}}, raw=True)

# %% [markdown] id="change"
# ## Change this, what happens?
#
# 1. `NUMBERS = 2`, 5, 10, 64. From how many on does it hardly get better?
# 2. Take twice the edge instead of half of it, in `train`. How does the loss curve look now? (Task 2 has seen it.)
#
# *What I expected, and what happened:*
#

# %% [markdown] id="onward"
# ## And now?
#
# Go on. What wobbled today will be steadier after the next stage, where all of it comes back with networks around it:
# task 7 is the heart of `net-from-scratch`, task 5 is the loss of nearly everything you will train, task 4 returns as
# the code of an autoencoder, and task 6 whenever a training blows up.
#
# A classifier like this one, on digits like these, was once at the front of research: LeCun and others begin their
# comparison in [Gradient-based learning applied to document recognition](https://doi.org/10.1109/5.726791) (1998)
# with a linear one, and then show what convolutions can do. So will you.
#
# **When it hurts**
#
# - One task does not go: do the others, and come back in a week. Note where you stopped; the panel can bring it back
#   on a date that you choose.
# - A whole topic does not go: its exercise, with the hints open, once more from the top. The second time takes half
#   as long.
# - None of it goes, today: then it is the wrong day. That says nothing about you.
