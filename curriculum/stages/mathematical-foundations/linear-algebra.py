# %% [markdown] id="question"
# # Linear algebra: how little of a picture matters
#
# A photograph of 512 × 512 pixels is 262,144 numbers. Roll dice for 262,144 numbers and you will see grey snow, today
# and for the rest of your life. So of all the things that so many numbers *could* show, real pictures are a vanishing
# part; nearly all of those numbers say what the others have said already.
#
# **How few numbers does a picture need? And how few would you need for all handwritten digits there are?** A digit in
# this notebook has 64 pixels. It turns out that handwriting moves in far fewer directions than that, and that one can
# find these directions without knowing anything about handwriting.
#
# By the end you will be able to
#
# - see a matrix as something that is *done* to space, and say why the order of two matrices matters;
# - project data on a direction, and find the direction that keeps the most;
# - take any matrix apart into layers, sorted by importance, and keep the few that matter;
# - squeeze handwritten digits into a third of their numbers, and clean noisy digits that nobody has seen before.
#
# It takes about 75 minutes. Cells that hold a `raise NotImplementedError` are yours; the cell after each one checks
# it. Where a cell asks for a guess, write one down before you run on: a wrong guess teaches more than none.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"skimage": "scikit-image", "sklearn": "scikit-learn", "matplotlib": "matplotlib"}

# %% [markdown] id="tools-about"
# Now the tools: numpy for the numbers, matplotlib for the pictures; scikit-image lends a photograph, scikit-learn its
# digits. The colours stay readable with any kind of colour vision.

# %% id="tools"
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from skimage.data import camera
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
SEED = 0  # the cloud of points, which digits are put away, and the noise on them
NUMBERS = 21  # how many numbers a digit is squeezed into, in the last part
NOISE = 0.25  # how much noise is put on the unseen digits; a pixel lies between 0 and 1

# %% [markdown] id="machines-about"
# ## 1. A matrix is something that is done
#
# A 2 × 2 matrix $A$ takes a point $x$ of the plane to another point, $Ax$. You can read off what it does: **its
# columns are the places where the two axes land**. The first column $a_1$ is where $(1, 0)$ goes, the second, $a_2$,
# where $(0, 1)$ goes, and everything else follows along: $Ax = x_1 a_1 + x_2 a_2$. So straight lines stay straight,
# and even spacing stays even.
#
# Write two matrices by asking where the axes land, and then move many points at once. Points come as the rows of an
# array `points`, shape (n, 2). You know $Ax$ for a single point; for a whole array of rows you need one product that
# does it for every row. Beware: with a square matrix the shapes fit in more ways than one, and only one is right.


# %% id="machines" tags=["exercise"]
def rotation(angle):
    """The 2 × 2 matrix that turns the plane anticlockwise by an angle in radians."""
    ### BEGIN SOLUTION
    #: where does (1, 0) land, and where does (0, 1)? These are the columns.
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    ### END SOLUTION


def stretch(along, up):
    """The 2 × 2 matrix that stretches the plane by `along` in the first direction and by `up` in the second."""
    ### BEGIN SOLUTION
    #: the same question.
    return np.array([[along, 0.0], [0.0, up]])
    ### END SOLUTION


def move(A, points):
    """Every row x of points, shape (n, 2), becomes A x; the result has one row a point again."""
    ### BEGIN SOLUTION
    #: one matrix product, no loop.
    return points @ A.T
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="machines"
# Draw the unit circle and turn both axes by a small angle. The first axis now points a little upwards. And the second:
# to the left or to the right?

# %% [markdown] tags=["hint"] for="machines"
# After a turn by $\alpha$ the first axis lies at $(\cos\alpha, \sin\alpha)$, the second at $(-\sin\alpha, \cos\alpha)$.
# `np.array([[a, b], [c, d]])` is written row by row, so the first column is `a` and `c`.

# %% [markdown] tags=["hint"] for="machines"
# $(n, 2)$ times $(2, 2)$ gives $(n, 2)$, so the points stand on the left. But then each row meets the *columns* of the
# right factor, and in $Ax$ it is the rows of $A$ that meet $x$. Which small operation swaps rows and columns?

# %% [markdown] id="machines-check-about"
# The check looks where single points land.

# %% id="machines-check" tags=["check"]
quarter = rotation(np.pi / 2)
assert np.shape(quarter) == (2, 2), (
    f"A machine for the plane is a 2 × 2 matrix; yours has the shape {np.shape(quarter)}."
)
assert np.allclose(quarter[:, 0], [0, 1]), (
    "A quarter turn anticlockwise takes (1, 0) to (0, 1), and that is the first column; yours is "
    f"{quarter[:, 0].round(3)}."
)
assert np.allclose(quarter[:, 1], [-1, 0]), f"A quarter turn takes (0, 1) to (−1, 0), not to {quarter[:, 1].round(3)}."
assert np.allclose(rotation(0.3) @ rotation(0.4), rotation(0.7)), "Turning by 0.3 and by 0.4 should be turning by 0.7."
assert np.allclose(stretch(3.0, 0.5) @ [1, 1], [3, 0.5]), (
    f"Stretched by 3 along and 0.5 up, (1, 1) lands on (3, 0.5), not on {stretch(3.0, 0.5) @ [1, 1]}."
)
shear = np.array([[1.0, 2.0], [0.0, 1.0]])
moved = move(shear, np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
assert np.shape(moved) == (3, 2), f"Three points stay three points, shape (3, 2), not {np.shape(moved)}."
assert np.allclose(moved, [[1, 0], [2, 1], [3, 1]]), (
    f"Every row x should become A x. For A = [[1, 2], [0, 1]] the rows (1, 0), (0, 1), (1, 1) became\n{moved}\n"
    "but (0, 1) should land on the second column of A, on (2, 1)."
)

# %% [markdown] id="order-guess-about"
# ### Predict
#
# Two things are done to a letter F: it is turned by 45°, and it is stretched to twice its width. Does it matter which
# comes first? Say in a few words what the two results will look like.

# %% id="order-guess"
my_order = {"first turned, then stretched": "", "first stretched, then turned": ""}

# %% [markdown] id="order-about"
# Doing $B$ and then $A$ is a single machine again, the product $AB$ (read from right to left, as in $f(g(x))$).

# %% id="order"
letter = np.array([[0, 0], [0, 5], [3, 5], [3, 4], [1, 4], [1, 3], [2, 3], [2, 2], [1, 2], [1, 0], [0, 0]]) / 4
turn, wide = rotation(np.pi / 4), stretch(2.0, 1.0)
shown = {
    "as it was": np.eye(2),
    "turned": turn,
    "first turned, then stretched": wide @ turn,
    "first stretched, then turned": turn @ wide,
}
fig, axes = plt.subplots(1, 4, figsize=(12, 3.0), sharex=True, sharey=True)
for ax, (name, A) in zip(axes, shown.items(), strict=True):
    ax.fill(*move(A, letter).T, color=SKY, alpha=0.6, ec=BLUE)
    for axis, colour in zip(A.T, [VERMILION, BLACK], strict=True):
        ax.annotate("", axis, (0, 0), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2.2})
    said = f"\nyou said: {my_order[name]}" if my_order.get(name) else ""
    ax.set(title=name, xlabel="$x_1$" + said, xlim=(-2.4, 2.4), ylim=(-0.6, 2.6), aspect="equal")
axes[0].set_ylabel("$x_2$")
fig.suptitle("The arrows are the columns of the matrix: where the two axes land")
plt.show()

# %% [markdown] id="order-why"
# Turning keeps lengths and angles, so after *stretch, then turn* the F is still upright in itself, merely wide and
# lying askew. The other way round, the stretch meets an F that lies askew already, and slants it. So $AB \ne BA$, and
# that is not a rule to learn by heart: putting on socks and shoes has an order too.
#
# Keep the two machines in mind, turning and stretching. By section 4 there will be no others: *every* matrix is a
# turn, a stretch, and another turn.

# %% [markdown] id="shadow-about"
# ## 2. Shadows
#
# Data are points in space: a digit of 64 pixels is one point in 64 dimensions. To say more with fewer numbers, one
# looks at a *shadow* of the points. Take a direction $d$ of length 1. The **dot product** $x \cdot d = \sum_i x_i d_i$
# says how far $x$ reaches along $d$: it is $\lVert x\rVert \cos(\text{angle})$, so it is zero when the two are at right
# angles. The shadow of $x$ on the line through the origin is the point that far along:
#
# $$\text{shadow}(x) = (x \cdot d)\, d .$$
#
# Two numbers became one, the reach $x \cdot d$. What is lost is the rest, $x - \text{shadow}(x)$, at right angles to
# the line.


# %% id="shadow" tags=["exercise"]
def shadow(X, direction):
    """The shadow of every row of X, shape (n, m), on the line through the origin; the direction may have any length."""
    ### BEGIN SOLUTION
    #: give the direction length 1, see how far each row reaches along it (n numbers), go that far along it.
    unit = direction / np.linalg.norm(direction)
    return np.outer(X @ unit, unit)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="shadow"
# A direction twice as long is still the same line, so the shadow must not change. What do you have to do to the
# direction before you use it?

# %% [markdown] tags=["hint"] for="shadow"
# `X @ unit` gives the reach of every row, shape (n,). Each of these n numbers should be multiplied with the whole
# vector `unit`, to fill a row of the result: that is what `np.outer(a, b)` does.

# %% [markdown] id="shadow-check-about"
# One shadow by hand: $(3, 4)$ on the line along $(1, 1)$ falls on $(3.5, 3.5)$. Then the facts that make it a
# projection.

# %% id="shadow-check" tags=["check"]
one = shadow(np.array([[3.0, 4.0], [1.0, -1.0]]), np.array([1.0, 1.0]) / np.sqrt(2))
assert np.shape(one) == (2, 2), f"Each point has a shadow in the same space: shape (2, 2), not {np.shape(one)}."
assert np.allclose(one[0], [3.5, 3.5]), f"The shadow of (3, 4) on the diagonal is (3.5, 3.5), not {one[0]}."
assert np.allclose(one[1], 0), "(1, −1) is at right angles to (1, 1): its shadow is the origin."
X_try, along = np.random.default_rng(1).normal(size=(20, 5)), np.array([1.0, -2.0, 0.5, 3.0, 1.0])
cast = shadow(X_try, along)
assert np.allclose(cast, shadow(X_try, -7 * along)), (
    "A longer direction is the same line, so the same shadows; not so yours."
)
assert np.allclose(shadow(cast, along), cast), "What lies on the line is its own shadow; yours moves it."
assert np.allclose((X_try - cast) @ along, 0), "What is lost should be at right angles to the line; yours is not."

# %% [markdown] id="line-guess-about"
# ### Predict
#
# Below is a cloud of 300 points around the origin, stretched by 3 in one direction and by 1 across, and turned by
# 30°. Shadows on one line keep only a share of its spread (the mean squared distance from the origin). On which line
# is that share the largest, on which the smallest, and how much do the two shares add up to?

# %% id="line-guess"
my_line = {"largest at (degrees)": None, "smallest at (degrees)": None, "their sum": None}

# %% [markdown] id="line-about"
# Try every line from 0° to 180°.

# %% id="line"
cloud = move(rotation(np.pi / 6) @ stretch(3.0, 1.0), np.random.default_rng(SEED).normal(size=(300, 2)))
cloud = cloud - cloud.mean(axis=0)
angles = np.arange(181)
lines = [np.array([np.cos(a), np.sin(a)]) for a in np.radians(angles)]
kept = np.array([(shadow(cloud, line) ** 2).sum() for line in lines]) / (cloud**2).sum()

fig, axes = plt.subplots(1, 3, figsize=(12.5, 3.9), width_ratios=[1, 1, 1.25])
for ax, angle, colour in [(axes[0], 120, VERMILION), (axes[1], 30, BLUE)]:
    cast = shadow(cloud, lines[angle])
    ax.plot(*np.stack([cloud[:80], cast[:80]]).transpose(2, 0, 1), color="#bbbbbb", lw=0.7)
    ax.plot(*cloud.T, ".", color=BLACK, ms=3, alpha=0.5)
    ax.plot(*cast.T, ".", color=colour, ms=5)
    ax.set(
        title=f"shadows at {angle}°: {kept[angle]:.0%} kept", xlabel="$x_1$", aspect="equal", xlim=(-9, 9), ylim=(-9, 9)
    )
axes[0].set_ylabel("$x_2$")
axes[2].plot(angles, kept, color=BLACK, lw=2)
for at, colour, word in [(kept.argmin(), VERMILION, "smallest"), (kept.argmax(), BLUE, "largest")]:
    guess = my_line[f"{word} at (degrees)"]
    said = f" (you said {guess}°)" if guess is not None else ""
    axes[2].plot(angles[at], kept[at], "o", color=colour, ms=10, label=f"{word} at {angles[at]}°{said}")
axes[2].set(
    xlabel="angle of the line (degrees)", ylabel="share of the spread kept", xticks=range(0, 181, 30), ylim=(0, 1.28)
)
axes[2].set_title(f"largest + smallest = {kept.max() + kept.min():.3f}")
axes[2].legend(loc="upper right")
plt.show()

# %% [markdown] id="line-why"
# By Pythagoras, what is kept and what is lost add up to the whole, so the line that keeps the most is also the line
# that loses the least. The best and the worst line stand at right angles and share the spread between them: together
# they keep all of it.
#
# In two dimensions you could try all lines. In 64 dimensions you cannot; there the directions are too many to list. So:
# how does one *find* the best line?

# %% [markdown] id="power-about"
# ## 3. The direction that a matrix loves
#
# The spread along a direction $d$ of length 1 is the mean of $(x_i \cdot d)^2$ over all $n$ points. Written with the
# matrix $X$ that holds a point a row, it is
#
# $$\tfrac1n \lVert X d \rVert^2 = \tfrac1n\,(X d) \cdot (X d) = d \cdot C d, \qquad C = \tfrac1n X^\top X ,$$
#
# where $X^\top$, in numpy `X.T`, is $X$ with rows and columns exchanged, its *transpose*. So we want the $d$ for which
# $d \cdot Cd$ is largest. $C$ is its own transpose, in a word *symmetric*, and a symmetric matrix only stretches: there
# are directions at right angles to each other, its **eigenvectors**, that come out of it unturned, $Cd = \lambda d$.
# The number $\lambda$ is the **eigenvalue**, here the spread along that direction. The direction that we want is the
# eigenvector with the largest one.
#
# How to find it? Take *any* direction and let $C$ act on it, again and again. The part along the best direction grows
# by the largest factor each time, so it outgrows all others. This is *power iteration*; in between, one brings the
# vector back to length 1, since otherwise it would grow beyond all numbers.


# %% id="power" tags=["exercise"]
def power_iteration(C, start, rounds):
    """All directions visited, shape (rounds + 1, m), each of length 1; the first is that of `start`."""
    ### BEGIN SOLUTION
    #: keep a list. In every round let C act on the last direction, and give the result length 1.
    #: At the end, make one array of the list.
    visited = [start / np.linalg.norm(start)]
    for _ in range(rounds):
        grown = C @ visited[-1]
        visited.append(grown / np.linalg.norm(grown))
    return np.array(visited)
    ### END SOLUTION


def spread_along(C, direction):
    """The spread d · C d along a direction of length 1; for an eigenvector that is its eigenvalue."""
    ### BEGIN SOLUTION
    #: two products, and the result is a number.
    return direction @ C @ direction
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="power"
# Try it on paper with $C = \mathrm{diag}(2, 1)$ and $d = (1, 1)$, three rounds, without bringing it back to length 1.
# In which direction does it point after each?

# %% [markdown] tags=["hint"] for="power"
# A round has two lines: `C @ …` and a division by `np.linalg.norm(…)`. The start gets length 1 as well. Collect them
# in a list and make an array of it at the end.

# %% [markdown] id="power-check-about"
# The check compares with numpy's own `eigh`, for a matrix of 30 × 30, and makes sure that nothing overflows.

# %% id="power-check" tags=["check"]
begin = np.array([1.0, 1.0])
steps = power_iteration(np.diag([2.0, 1.0]), begin, 2)
assert isinstance(steps, np.ndarray), f"The directions visited should be one array; yours are a {type(steps).__name__}."
assert steps.shape == (3, 2), f"The start and two rounds make three directions: shape (3, 2), not {steps.shape}."
assert np.all(begin == 1.0), "The start itself was changed. Make a new vector in every round."
assert np.allclose(np.linalg.norm(steps, axis=1), 1), "Every direction, the first one too, should have length 1."
assert np.allclose(steps[2, 1] / steps[2, 0], 0.25), (
    "diag(2, 1) applied twice to (1, 1) points along (4, 1); yours points along (4, "
    f"{4 * steps[2, 1] / steps[2, 0]:.3g})."
)
turned, _ = np.linalg.qr(np.random.default_rng(2).normal(size=(30, 30)))
C_try = turned @ np.diag(np.r_[np.linspace(0.1, 3, 29), 6.0]) @ turned.T
found = power_iteration(C_try, np.ones(30), 60)[-1]
cosine = abs(found @ turned[:, -1])
assert cosine > 0.999999, (
    f"After 60 rounds it should point along the best of 30 directions; the cosine is {cosine:.6f}."
)
assert np.ndim(spread_along(C_try, found)) == 0, "The spread along a direction is one number."
assert np.isclose(spread_along(C_try, found), 6.0), f"The spread there is 6; yours is {spread_along(C_try, found):.4g}."
with np.errstate(over="ignore", invalid="ignore"):
    huge = power_iteration(1e6 * C_try, np.ones(30), 80)
assert np.isfinite(huge).all(), "With a large matrix the numbers overflow. Back to length 1 in *every* round."

# %% [markdown] id="rounds-guess-about"
# ### Predict
#
# The cloud above is stretched by 3 and by 1, so its two eigenvalues are near 9 and 1. We begin almost at the
# *worst* direction, 1° away from it. How many rounds until the direction is within 1° of the best one?

# %% id="rounds-guess"
my_rounds = None  # a number

# %% [markdown] id="rounds-about"
# On the left, where each round points; on the right, how wrong it still is.

# %% id="rounds"
C = cloud.T @ cloud / len(cloud)
values, vectors = np.linalg.eigh(C)
small, large = values
start = np.cos(np.radians(1)) * vectors[:, 0] + np.sin(np.radians(1)) * vectors[:, 1]
path = power_iteration(C, start, 8)
wrong = np.degrees(np.arccos(np.minimum(abs(path @ vectors[:, 1]), 1)))
within = int(np.argmax(wrong <= 1))
fig, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4), width_ratios=[1, 1.3])
left.plot(*cloud.T, ".", color="#999999", ms=3)
for number, direction in enumerate(path[:4]):
    colour = plt.cm.viridis(number / 4)
    left.annotate("", 7 * direction, (0, 0), arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2})
    left.annotate(str(number), 7.7 * direction, ha="center", va="center", color=colour, weight="bold")
left.set(
    title="the direction after 0, 1, 2 and 3 rounds",
    xlabel="$x_1$",
    ylabel="$x_2$",
    aspect="equal",
    xlim=(-9, 9),
    ylim=(-9, 9),
)
right.semilogy(wrong.clip(1e-6), "o-", color=BLUE, label="power iteration")
law = wrong[4] * (small / large) ** np.arange(-4.0, 5.0)
right.semilogy(law, ":", color=VERMILION, lw=2, label="λ₂/λ₁ per round")
right.axhline(1, color="#777777", ls="--", lw=1)
said = f", you said {my_rounds}" if my_rounds else ""
right.set(
    title=f"within 1° after {within} rounds{said}",
    xlabel="round",
    ylabel="degrees from the best direction",
    ylim=(1e-6, 1e3),
)
right.legend()
plt.show()

# %% [markdown] id="rounds-why"
# Every round shrinks the error by the same factor, the second eigenvalue divided by the first. If the two are nearly
# equal, it is slow; but then it also hardly matters which of both directions you get. In `gradient-descent`, the next
# exercise, the same trick finds the most curved direction of a valley with 650 dimensions.

# %% [markdown] id="rank-about"
# ## 4. Every matrix, in layers
#
# Eigenvectors belong to square matrices. But a photograph is a matrix too, and so is a table of data, and neither has
# to be square. For every matrix $A$ there is something better, the **singular value decomposition**:
#
# $$A = U S V^\top = s_1\, u_1 v_1^\top + s_2\, u_2 v_2^\top + s_3\, u_3 v_3^\top + \dots$$
#
# The columns $u_i$ of $U$ are at right angles and of length 1, and so are the columns $v_i$ of $V$; $S$ has the
# *singular values* $s_1 \ge s_2 \ge \dots \ge 0$ on its diagonal. So: a turn, a stretch, a turn. And look at the sum:
# a column times a row, $u_i v_i^\top$, is a whole matrix, a *layer*, as plain as woven cloth. $A$ is a pile of such
# layers, the strongest on top.
#
# Keep the first $k$ layers and you have a matrix of **rank** $k$. `np.linalg.svd(A, full_matrices=False)` gives the
# three parts $U$, $s$ (a vector) and $V^\top$, already sorted.


# %% id="rank" tags=["exercise"]
def low_rank(A, k):
    """The sum of the k strongest layers of A, of the shape of A."""
    ### BEGIN SOLUTION
    #: take A apart, keep k columns of U, k singular values, k rows of Vᵀ, and put it together again.
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return (U[:, :k] * s[:k]) @ Vt[:k]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="rank"
# First put it together with *all* layers, so that you get `A` back. In `U @ diag(s) @ Vt`, which columns, which
# entries and which rows belong to layer number 1?

# %% [markdown] tags=["hint"] for="rank"
# The third part that numpy gives is $V^\top$ already: its *rows* are the $v_i$. Multiplying a matrix by a vector with
# `*` scales its columns, so `U[:, :k] * s[:k]` saves you from building the diagonal matrix.

# %% [markdown] id="rank-check-about"
# Carl Eckart and Gale Young proved in 1936 that no matrix of rank $k$ is nearer to $A$ than this one, and that the
# squared distance is exactly the sum of the squares of what was left out. The check holds you to it, to eight digits.

# %% id="rank-check" tags=["check"]
A_try = np.random.default_rng(3).normal(size=(12, 7))
s_try = np.linalg.svd(A_try, compute_uv=False)
whole = low_rank(A_try, 7)
assert np.shape(whole) == (12, 7), f"The result has the shape of A, (12, 7), not {np.shape(whole)}."
assert np.allclose(whole, A_try), "With all layers you should get A back; yours is another matrix."
for k in (1, 3, 6):
    near = low_rank(A_try, k)
    rank = np.linalg.matrix_rank(near)
    assert rank == k, f"{k} layers make a matrix of rank {k}; yours has rank {rank}."
    lost, least = ((A_try - near) ** 2).sum(), (s_try[k:] ** 2).sum()
    assert abs(lost - least) < 1e-8, (
        f"With {k} layers the squared distance should be {least:.4f}, the least there is; yours is {lost:.4f}."
    )

# %% [markdown] id="photo-guess-about"
# ### Predict
#
# The photograph has 512 layers. Each costs $512 + 512 + 1$ numbers to keep. How many of the 512 do you need until you
# see *what* is in the picture? And until you could hang it on a wall?

# %% id="photo-guess"
my_layers = {"to see what it is": None, "to hang it up": None}

# %% [markdown] id="photo-about"
# From one layer to sixty. (The cloth is well visible in the first one.)

# %% id="photo"
photo = camera() / 255
fig, axes = plt.subplots(1, 5, figsize=(13, 3.2))
for ax, k in zip(axes, [1, 5, 20, 60, None], strict=True):
    ax.imshow(photo if k is None else low_rank(photo, k), cmap="gray", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[], title=f"{k} layer{'s' * (k > 1)}" if k else "all 512")
    ax.set_xlabel(f"{k * (512 + 512 + 1) / photo.size:.1%} of the numbers" if k else "every pixel")
said = "; ".join(f"{name}: you said {guess}" for name, guess in my_layers.items() if guess)
fig.suptitle("A photograph, layer by layer" + (f" ({said})" if said else ""))
plt.show()

# %% [markdown] id="photo-why"
# Five layers hint at a man, twenty show what he is doing, for eight numbers in a hundred. Sixty could be hung up.
# What comes last is mostly fine grass, which is nearly as random as dice.

# %% [markdown] id="needed-about"
# ## 5. How many are enough?
#
# The sum of the squares of all entries of $A$ equals the sum of all $s_i^2$. So the first $k$ layers hold the share
# $(s_1^2 + \dots + s_k^2) / (s_1^2 + s_2^2 + \dots)$, and you can ask: how many layers to hold, say, 90 %? Write the
# answer for any list of singular values, the largest first.


# %% id="needed" tags=["exercise"]
def layers_needed(s, share):
    """The smallest number of layers whose share of the sum of squares is at least `share`."""
    ### BEGIN SOLUTION
    #: a running sum of the squares, as a share of the whole; then count how many it takes.
    held = np.cumsum(s**2)
    return int(np.argmax(held / held[-1] >= share)) + 1
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="needed"
# For singular values 4 and 3 the squares are 16 and 9. What share does the first hold alone? Is it the values or their
# squares that are added up?

# %% [markdown] tags=["hint"] for="needed"
# `np.cumsum` gives the running sum. On an array of booleans `np.argmax` finds the place of the first `True`; places are
# counted from 0, layers from 1.

# %% [markdown] id="needed-check-about"
# Small lists by hand.

# %% id="needed-check" tags=["check"]
for share, count in [(0.5, 1), (0.64, 1), (0.65, 2), (1.0, 2)]:
    mine = layers_needed(np.array([4.0, 3.0]), share)
    assert mine == count, (
        f"Values 4 and 3 have the squares 16 and 9, so the first layer holds 64 %. To hold {share:.0%} takes "
        f"{count}, not {mine}."
    )
mine = layers_needed(np.array([3.0, 1.0, 1.0, 1.0]), 0.8)
assert mine == 2, f"Squares 9, 1, 1, 1: one layer holds 75 %, two hold 83 %. For 80 % you need 2, not {mine}."

# %% [markdown] id="snow-guess-about"
# ### Predict
#
# The photograph reaches 99 % of its sum of squares with a certain number of layers. How many? And how many does an
# image of the same size need whose pixels are pure dice?

# %% id="snow-guess"
my_counts = {"photograph": None, "dice": None}

# %% [markdown] id="snow-about"
# Both in one picture. The dice have the photograph's mean and spread.

# %% id="snow"
dice = np.random.default_rng(SEED).normal(photo.mean(), photo.std(), size=photo.shape)
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.9))
for name, image, colour, mark in [("photograph", photo, BLUE, "-"), ("dice", dice, ORANGE, "--")]:
    s = np.linalg.svd(image, compute_uv=False)
    count = layers_needed(s, 0.99)
    said = f" (you said {my_counts[name]})" if my_counts[name] else ""
    left.loglog(np.arange(1, 513), s, mark, color=colour, lw=2, label=name)
    right.semilogx(
        np.arange(1, 513),
        np.cumsum(s**2) / (s**2).sum(),
        mark,
        color=colour,
        lw=2,
        label=f"{name}: {count} layers{said}",
    )
    right.plot(count, 0.99, "o", color=colour, ms=9)
left.set(title="strength of the layers", xlabel="layer, strongest first", ylabel="singular value", ylim=(0.01, None))
right.axhline(0.99, color="#777777", ls=":")
right.set(title="what the first layers hold together", xlabel="number of layers", ylabel="share of the sum of squares")
right.set_ylim(0.62, 1.01)
left.legend()
right.legend(loc="lower right", title="for 99 %")
plt.show()

# %% [markdown] id="snow-why"
# In dice every layer is about as strong as the next (but for the first, which is the mean grey); nothing can be left
# out. A steep fall of the singular values is what *structure* looks like to a matrix, and you can see it before you
# know what the data are about.

# %% [markdown] id="pca-about"
# ## 6. The directions of handwriting
#
# Now the table: 1,797 handwritten digits, one a row, 64 pixels each. The right singular vectors $v_i$ of such a table
# are directions in pixel space, and $s_i^2/n$ is the spread along each: they are the eigenvectors of
# $C = \tfrac1n X^\top X$ from section 3, all of them at once.
#
# One thing has to happen first. Spread is meant as spread *around the mean digit*, and lines through the origin only
# know the origin. So take the mean off every row, then find the directions. That is the whole of **principal component
# analysis**, PCA.


# %% id="pca" tags=["exercise"]
def pca(X, k):
    """The mean row, shape (m,), and the k directions of largest spread around it, shape (k, m)."""
    ### BEGIN SOLUTION
    #: the mean of every column, then the singular vectors of what is left. X itself stays as it is.
    mean = X.mean(axis=0)
    Vt = np.linalg.svd(X - mean, full_matrices=False)[2]
    return mean, Vt[:k]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="pca"
# The mean digit is an image again: 64 numbers, one a pixel. Along which axis do you average?

# %% [markdown] tags=["hint"] for="pca"
# Of the three parts that `np.linalg.svd(…, full_matrices=False)` gives, which one lives in pixel space? It has the
# directions in its rows already.

# %% [markdown] id="pca-check-about"
# The check asks whether the directions are what they should be, whether they depend on where the origin is, and
# whether your own power iteration agrees on the first one.

# %% id="pca-check" tags=["check"]
images, labels = load_digits(return_X_y=True)
pixels = images / 16
copy = pixels.copy()
mean, directions = pca(pixels, 30)
assert np.array_equal(pixels, copy), "The table itself was changed. Work on a new array."
assert np.shape(mean) == (64,), f"The mean digit has 64 pixels; your mean has the shape {np.shape(mean)}."
assert np.allclose(mean, pixels.sum(axis=0) / len(pixels)), (
    "The mean digit should be the mean over all digits, pixel by pixel."
)
assert np.shape(directions) == (30, 64), f"30 directions of 64 pixels: shape (30, 64), not {np.shape(directions)}."
assert np.allclose(directions @ directions.T, np.eye(30)), (
    "The directions should have length 1 and stand at right angles."
)
moved_away = pca(pixels + 5, 30)[1]
assert np.allclose(abs((moved_away * directions).sum(axis=1)), 1), (
    "Adding 5 to every pixel moves the origin and nothing else, yet your directions turned. Was the mean taken "
    "off first? (Or are these the directions in which the digits differ least?)"
)
centred = pixels - pixels.mean(axis=0)
spreads = ((centred @ directions.T) ** 2).mean(axis=0)
assert np.all(np.diff(spreads) <= 1e-9), (
    "The directions should come in the order of their spread, the largest first; the spreads along yours begin with "
    f"{spreads[:3].round(2)}. Are they rows, or columns?"
)
best = power_iteration(centred.T @ centred / len(centred), np.ones(64), 300)[-1]
cosine = abs(best @ directions[0])
assert cosine > 0.999999, f"Power iteration and your first direction should agree; their cosine is {cosine:.6f}."

# %% [markdown] id="directions-guess-about"
# ### Predict
#
# How many of the 64 directions hold 90 % of the spread? And half of it? What might the first direction look like, drawn
# as an image?

# %% id="directions-guess"
my_directions = {0.9: None, 0.5: None}

# %% [markdown] id="directions-about"
# The mean, the first eight directions (purple and orange are opposite signs), and what they hold together.

# %% id="directions"
s_digits = np.linalg.svd(centred, compute_uv=False)
held = np.cumsum(s_digits**2) / (s_digits**2).sum()
fig = plt.figure(figsize=(12, 5))
top, bottom = fig.subfigures(2, 1, height_ratios=[1, 2])
for number, ax in enumerate(top.subplots(1, 9)):
    if number == 0:
        ax.imshow(mean.reshape(8, 8), cmap="viridis")
    else:
        ax.imshow(directions[number - 1].reshape(8, 8), cmap="PuOr", vmin=-0.35, vmax=0.35)
    ax.set(xticks=[], yticks=[], xlabel=f"direction {number}" if number else "the mean")
ax = bottom.subplots()
ax.plot(np.arange(1, 65), held, "o-", color=BLUE, ms=4)
for share, colour in [(0.5, GREEN), (0.9, VERMILION)]:
    count = layers_needed(s_digits, share)
    said = f", you said {my_directions[share]}" if my_directions.get(share) else ""
    ax.plot(
        [0, count, count],
        [share, share, 0],
        ":",
        color=colour,
        lw=2,
        label=f"{share:.0%} held by {count} directions{said}",
    )
ax.set(xlabel="number of directions", ylabel="share of the spread", xlim=(0, 64), ylim=(0, 1.02))
ax.legend(loc="lower right")
plt.show()

# %% [markdown] id="directions-why"
# Twenty-one of 64. Pixels in the corners are nearly always empty; strokes are several pixels wide, so neighbours go
# together; and a hand holding a pen can do only so much. All of this PCA has found from the numbers alone.
#
# The directions are no digits, though: they are differences between digits, to be mixed. A weight for each, and out
# comes a seven.

# %% [markdown] id="centre"
# **Change this.** What if one forgets to take off the mean? Take the first right singular vector of `pixels` itself
# (one line: `np.linalg.svd(pixels, full_matrices=False)[2][0]`), draw it as an image beside `mean`, and compute the
# cosine of the two. (Should it be negative: a direction and its opposite are the same line.) What did the first
# direction waste itself on? There is an empty cell for it below.
#
# *Your words:*
#

# %% id="centre-yours"
# Yours: draw and compare.


# %% [markdown] id="codes-about"
# ## 7. Squeeze, and unfold
#
# Let $V_k$ have the $k$ directions as its rows, shape $(k, 64)$: the first rows of what was $V^\top$ in section 4. A
# digit $x$ becomes $k$ numbers, its *code*: how far it reaches along each direction, measured from the mean. From the
# code one goes back into pixel space: start at the mean, go that far along each direction.
#
# $$\text{code} = V_k\,(x - \text{mean}), \qquad x \approx \text{mean} + V_k^\top\,\text{code}.$$
#
# Write both for a whole table with a digit a row.


# %% id="codes" tags=["exercise"]
def encode(X, mean, directions):
    """The codes of all rows of X, shape (n, k)."""
    ### BEGIN SOLUTION
    #: measured from the mean, how far does each row reach along each direction?
    return (X - mean) @ directions.T
    ### END SOLUTION


def decode(codes, mean, directions):
    """Rows of pixels again, shape (n, m), from codes of shape (n, k)."""
    ### BEGIN SOLUTION
    #: from the mean, that far along each direction.
    return mean + codes @ directions
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="codes"
# Write down the shapes: X is $(n, 64)$, the directions $(k, 64)$, the codes $(n, k)$. For each of the two functions
# only one product of these fits.

# %% [markdown] tags=["hint"] for="codes"
# What is the code of the mean digit itself? And what does the code $(0, 0, …, 0)$ unfold to? Both answers tell you
# where the mean comes in.

# %% [markdown] id="codes-check-about"
# The mean has the code zero; nothing is lost with all 64 directions; and what was squeezed once is not changed by
# squeezing it again.

# %% id="codes-check" tags=["check"]
mean, directions = pca(pixels, 21)
codes = encode(pixels, mean, directions)
assert np.shape(codes) == (1797, 21), f"1,797 digits, 21 numbers each: shape (1797, 21), not {np.shape(codes)}."
assert np.allclose(encode(mean[None], mean, directions), 0), (
    "The mean digit has the code zero, since codes are measured from the mean."
)
rebuilt = decode(codes, mean, directions)
assert np.shape(rebuilt) == (1797, 64), f"Unfolded, a digit has 64 pixels again: (1797, 64), not {np.shape(rebuilt)}."
assert np.allclose(decode(np.zeros((1, 21)), mean, directions), mean), "The code zero should unfold to the mean digit."
everything = pca(pixels, 64)
assert np.allclose(decode(encode(pixels, *everything), *everything), pixels), (
    "With all 64 directions nothing should be lost."
)
assert np.allclose(decode(encode(rebuilt, mean, directions), mean, directions), rebuilt), (
    "What was squeezed once should not be changed by squeezing it again: it is a shadow already."
)
lost = ((pixels - rebuilt) ** 2).sum() / (centred**2).sum()
assert lost < 0.1, f"21 directions should lose less than 10 % of the spread; yours lose {lost:.1%}."

# %% [markdown] id="rebuilt-about"
# Look at ten digits, rebuilt from 2, 5, 10 and 21 numbers. From which row on would you read all of them rightly?

# %% id="rebuilt"
ten = [int(np.flatnonzero(labels == digit)[3]) for digit in range(10)]
fig, axes = plt.subplots(5, 10, figsize=(9, 5))
for row, k in zip(axes, [2, 5, 10, 21, 64], strict=True):
    basis = pca(pixels, k)
    for ax, digit in zip(row, decode(encode(pixels[ten], *basis), *basis), strict=True):
        ax.imshow(digit.reshape(8, 8), cmap="viridis", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
    row[0].set_ylabel(k)
fig.suptitle("Ten digits, rebuilt from few numbers")
fig.supylabel("numbers kept for each digit", fontsize=10)
plt.show()

# %% [markdown] id="map-about"
# Two numbers are too few to rebuild a digit, but they are enough for a map. Every digit stands where its first two code
# numbers put it. Nobody told PCA which digit is which. **Predict:** which digits will lie in a heap of their own, and
# which will be mixed up?
#
# *Your words:*
#

# %% id="map"
two = encode(pixels, *pca(pixels, 2))
fig, ax = plt.subplots(figsize=(8, 6))
colours = [BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, BLACK, "#8B5A00", "#777777", "#5D3FD3"]
for (x, y), digit in zip(two[:700], labels[:700], strict=True):
    ax.text(x, y, str(digit), color=colours[digit], fontsize=9, ha="center", va="center")
for digit in range(10):
    ax.text(
        *two[labels == digit].mean(axis=0),
        str(digit),
        fontsize=22,
        weight="bold",
        color=colours[digit],
        ha="center",
        va="center",
        bbox={"fc": "white", "ec": colours[digit], "boxstyle": "circle", "alpha": 0.85},
    )
ax.set(
    xlabel="first number of the code",
    ylabel="second number of the code",
    title="700 digits on a map (ringed: the middle of each kind)",
)
ax.set(xlim=(two[:, 0].min() - 0.1, two[:, 0].max() + 0.1), ylim=(two[:, 1].min() - 0.1, two[:, 1].max() + 0.1))
plt.show()

# %% [markdown] id="noise-about"
# ## 8. Forgetting is useful
#
# Everything so far was done to digits that PCA had seen. Now an honest test: find mean and directions with 1,297
# digits, and use them on 500 that were put away.
#
# And a use that is worth more than saving space. Put noise on the unseen digits, squeeze them to 21 numbers, unfold.
# **Predict:** the noise is spread evenly over all 64 directions, and the code has room for 21 of them. What share of
# the noise should survive, if nothing else happened? Will the result be nearer to the true digit than the noisy one
# was?

# %% id="noise-guess"
my_survivors = None  # a share between 0 and 1

# %% [markdown] id="noise-run-about"
# Rows: as written, with noise, and after going through 21 numbers.

# %% id="noise"
rng = np.random.default_rng(SEED)
order = rng.permutation(len(pixels))
train, test = order[:1297], order[1297:]
basis = pca(pixels[train], NUMBERS)
clean = pixels[test]
noise = NOISE * rng.normal(size=clean.shape)
cleaned = decode(encode(clean + noise, *basis), *basis)
squeezed = decode(encode(clean, *basis), *basis)
around = ((clean - basis[0]) ** 2).sum()
kept_unseen = 1 - ((clean - squeezed) ** 2).sum() / around
survivors = ((cleaned - squeezed) ** 2).sum() / (noise**2).sum()
before, after = (noise**2).mean(), ((cleaned - clean) ** 2).mean()

fig, axes = plt.subplots(3, 10, figsize=(9, 3.3))
for row, digits, name in zip(
    axes, [clean, clean + noise, cleaned], ["as written", "with noise", "cleaned"], strict=True
):
    for ax, digit in zip(row, digits, strict=False):
        ax.imshow(digit.reshape(8, 8), cmap="viridis", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
    row[0].set_ylabel(name)
fig.suptitle("Digits that PCA has never seen")
plt.show()
said = f" You said {my_survivors}." if my_survivors else ""
print(f"{NUMBERS} of 64 is {NUMBERS / 64:.3f}; {survivors:.3f} of the noise survived.{said}")
print(
    f"Mean squared error: {before:.4f} before, {after:.4f} after. Of the unseen digits' spread "
    f"{kept_unseen:.1%} is kept."
)

# %% [markdown] id="noise-why"
# A third of the noise survives, because a third of the directions do. Of the digits nine tenths survive, because
# these are *their* directions. So most of what was forgotten was noise. Too few directions, and the digits go too;
# too many, and the noise comes back: somewhere between lies the best number. You will meet this bargain again and
# again.

# %% [markdown] id="noise-check-about"
# The last check: do your 21 directions hold for digits that they were not made from?

# %% id="noise-check" tags=["check"]
COUNT_MOST, KEPT_LEAST = 21, 0.87
count = layers_needed(s_digits, 0.9)
assert count <= COUNT_MOST, (
    f"Around their mean, digits hold 90 % of their spread in {COUNT_MOST} directions; you needed {count}."
)
assert not set(train) & set(test), "Some digits are both among those that PCA saw and among those put away."
assert kept_unseen >= KEPT_LEAST, (
    f"Of the unseen digits' spread at least {KEPT_LEAST:.0%} should be kept; yours keep {kept_unseen:.1%}."
)
assert after < 0.55 * before, f"Squeezing should take away about half of the error; it went {before:.4f} → {after:.4f}."

# %% [markdown] id="metric-about"
# Two numbers to remember this by. The next cells note them in your progress, if the curriculum panel is there;
# otherwise they show nothing.

# %% id="metric-count"
result = {"name": "directions that hold 90 % of the digits", "value": count, "unit": "of 64", "at_most": COUNT_MOST}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="metric-kept-about"
# And how well they hold for unseen digits.

# %% id="metric-kept"
result = {"name": "spread of unseen digits kept", "value": float(kept_unseen), "unit": "share", "at_least": KEPT_LEAST}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original knobs: while you play, do not
# mind them.)
#
# 1. `NUMBERS = 5`, then 40. Which number cleans best? And if `NOISE` is 0.5?
# 2. Find mean and directions with the eights alone, then squeeze a three. What comes out, and why?
# 3. Take a code of 21 zeros, set its first number to −2, −1, 0, 1, 2, and unfold each. What does a direction "mean"?
# 4. Rotate the photograph by 45° (`skimage.transform.rotate`) before you count its layers. Why are more needed now?
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
# - Karl Pearson drew the line that loses least in 1901: [On lines and planes of closest fit to systems of points in
#   space](https://doi.org/10.1080/14786440109462720).
# - That the first layers are the best there can be: Eckart and Young, [The approximation of one matrix by another of
#   lower rank](https://doi.org/10.1007/BF02288367), 1936.
# - People recommend films with it: [Matrix Factorization Techniques for Recommender
#   Systems](https://doi.org/10.1109/MC.2009.263), 2009. Your own recommender in stage 1 was a matrix of rank $k$.
#
# You meet it again right away: `gradient-descent` turns the axes of a valley to its eigenvectors, takes the mean off
# the digits and is ten times faster for it. `encode` and `decode` come back in stage 3, when both are learned, as the
# variational autoencoder; and low rank is how today's large models are taught new things cheaply.
#
# **When it hurts**
#
# - To *see* matrices move: [Essence of linear algebra](https://www.3blue1brown.com/topics/linear-algebra) by
#   3Blue1Brown; the first four chapters take less than an hour, pictures only.
# - To look something up: the [review](https://cs229.stanford.edu/notes2022fall/cs229-linear_algebra_review.pdf) of this
#   stage, above all its third section.
# - For the whole story, in the same notation: the Deep Learning Book, [chapter
#   2](https://www.deeplearningbook.org/contents/linear_algebra.html); its last section derives PCA.
# - A product refuses to fit: write the shape under every factor. The inner numbers must be equal, the outer ones are
#   the result. It is nearly always a transpose.
