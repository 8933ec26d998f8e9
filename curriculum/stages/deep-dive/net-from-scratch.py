# %% [markdown] id="question"
# # A network from scratch: who gets the blame?
#
# A small network that reads handwritten digits has 4,810 numbers inside. It looks at an image and gets it wrong. One
# number, the loss, says *how* wrong. And now each of the 4,810 must move a little, up or down, so that next time it
# is less wrong.
#
# **Which way should each of them move?** You could try: nudge one number, run everything again, see whether the loss
# fell, put it back, take the next. That works, and it is hopelessly slow. There is a way to get all 4,810 answers at
# once, for about the price of running the network twice more. It is called backpropagation, it is ten lines long, and
# all of deep learning stands on it.
#
# By the end you will have written, in numpy alone,
#
# - the forward pass of a network of any depth, and a loss that says which scores to blame;
# - the backward pass, and the slow honest measurement that proves it right;
# - a start that keeps signals alive through twenty layers;
# - a training loop, which reads unseen digits with at least 96 % right after about a second.
#
# It takes about 80 minutes. Cells that hold a `raise NotImplementedError` are yours; the cell after each one
# checks it. Where a cell asks for a guess, write one down before you run on.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"numpy": "numpy", "sklearn": "scikit-learn", "matplotlib": "matplotlib"}

# %% [markdown] id="tools-about"
# The tools: numpy computes, matplotlib draws, scikit-learn only lends its digits. The colours stay readable with any
# kind of colour vision.

# %% id="tools"
import time
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.colors import LinearSegmentedColormap
from sklearn.datasets import load_digits

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
BLUE_TO_ORANGE = LinearSegmentedColormap.from_list("blue to orange", [BLUE, "white", ORANGE])
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
SEED = 0
HIDDEN = 64  # units in the hidden layer of the digit reader
EPOCHS = 20  # how often it sees every training image
RATE = 0.5  # the learning rate
BATCH = 32  # images per step

# %% [markdown] id="forward-about"
# ## 1. Forward: fold, then cut
#
# A layer does two things. First a *linear* step: every unit takes a weighted sum of its inputs and adds a bias,
# $z = hW + b$. Then a *non-linear* one: whatever is below zero becomes zero, $h' = \max(z, 0)$, the ReLU. The last
# layer leaves the second step out: its sums are the scores (*logits*), which may well be negative.
#
# A network is a list of layers, a layer a pair `(W, b)`. `X` holds one example a row, so `W` has the shape (inputs,
# units). Keep what every layer produced: the way back will need it.


# %% id="forward" tags=["exercise"]
def forward(layers, X):
    """All activations, a list: the input, the output of every hidden layer after its ReLU, and last the logits."""
    ### BEGIN SOLUTION
    #: start a list with X; for every layer append what it makes of the last entry. No ReLU after the last layer.
    activations = [X]
    for depth, (W, b) in enumerate(layers, start=1):
        z = activations[-1] @ W + b
        activations.append(np.maximum(z, 0) if depth < len(layers) else z)
    return activations
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="forward"
# Write down the shapes for 5 examples, 3 inputs and 4 units: X, W, b and the result. Which product gives a row for
# every example?

# %% [markdown] tags=["hint"] for="forward"
# `enumerate(layers)` tells you which layer you are at, and `np.maximum` compares entry by entry. Adding `b` of shape
# (units,) to a matrix adds it to every row.

# %% [markdown] id="forward-check-about"
# Here is a network small enough for pencil and paper, two inputs, two hidden units, one output, whose weights were
# chosen by hand. It answers a question that no single line can: are the two inputs *different*?

# %% id="forward-check" tags=["check"]
xor_net = [
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])),
    (np.array([[1.0], [-2.0]]), np.array([0.0])),
]
corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
seen = forward(xor_net, corners)
assert isinstance(seen, list), f"The activations should be a list with one entry a stage, not a {type(seen).__name__}."
assert len(seen) == 3, f"Two layers give three entries (input, hidden, logits); yours gave {len(seen)}."
assert [np.shape(entry) for entry in seen] == [(4, 2), (4, 2), (4, 1)], (
    f"Expected the shapes (4, 2), (4, 2), (4, 1), one row an example; got {[np.shape(entry) for entry in seen]}."
)
assert np.all(seen[1] >= 0), "After the ReLU of a hidden layer nothing should be negative."
assert np.allclose(seen[1], [[0, 0], [1, 0], [1, 0], [2, 1]]), (
    f"The hidden layer should see other values than yours:\n(0, 0), (1, 0), (1, 0), (2, 1), row by row, not\n{seen[1]}."
)
assert np.allclose(seen[2][:, 0], [0, 1, 1, 0]), f"Different inputs should give 1, equal ones 0; got {seen[2][:, 0]}."
negative = forward([(np.eye(2), np.array([-5.0, 0.0]))], corners)[-1]
assert negative.min() < 0, "A score may be negative: the last layer should not cut it off."
alone = forward(xor_net, corners[2:3])[-1]
assert np.allclose(alone, seen[2][2]), "An example should get the same answer alone as in the company of others."

# %% [markdown] id="fold-about"
# How does it do it? Look at the same four points twice: as they come in, and as the hidden layer sees them.

# %% id="fold"
fig, (left, right) = plt.subplots(1, 2, figsize=(8.5, 3.8))
names = ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]
offsets = [(10, -4), (10, -4), (10, -14), (-46, 4)]
for ax, points, title in [(left, seen[0], "the inputs"), (right, seen[1], "the same, seen by the hidden layer")]:
    for point, name, offset, different in zip(points, names, offsets, [0, 1, 1, 0], strict=True):
        marker, colour = ("s", ORANGE) if different else ("o", BLUE)
        ax.plot(*point, marker, color=colour, ms=13, mec="black")
        ax.annotate(name, point, offset, textcoords="offset points")
    ax.set(title=title, xlim=(-0.4, 2.4), ylim=(-0.4, 1.4))
left.set(xlabel="first input", ylabel="second input")
right.plot([0.1, 2.4], [-0.2, 0.95], color=VERMILION, ls="--", lw=2, label="now one line is enough")
right.set(xlabel="first hidden unit", ylabel="second hidden unit")
right.legend(loc="upper left")
plt.show()

# %% [markdown] id="fold-why"
# On the left, no straight line parts squares from circles. On the right, the two squares lie on top of each other and
# one line does it. The hidden layer *folds* the plane so that the last layer can cut it once. Every network does just
# this, in more dimensions and with more folds. The only question is where the folds should be, and for that we need
# the blame.

# %% [markdown] id="loss-about"
# ## 2. The loss, and the first blame
#
# Scores become probabilities by softmax, $p_j = e^{z_j} / \sum_k e^{z_k}$, and the loss is the mean of
# $-\log p_{\text{right}}$: nothing if the network was sure and right, much if it was sure and wrong. You may know
# this from `gradient-descent` and `probability`, and also its slope in every single *score*, which is astonishingly
# simple. In what follows this slope is called the **blame** of the score:
#
# $$\frac{\partial\,\text{loss}}{\partial z_j} = \frac1n\,(p_j - y_j),$$
#
# where $y_j$ is 1 for the right class, 0 for the others, and $n$ is the number of examples. What was predicted, minus
# what was true.


# %% id="loss" tags=["exercise"]
def cross_entropy(logits, labels):
    """The mean loss, a number, and its gradient for the logits, (n, classes); labels are n whole numbers."""
    ### BEGIN SOLUTION
    #: the log-probabilities (take the largest score off each row first), the mean loss, and (p − y) / n.
    n = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    blame = np.exp(log_p)
    blame[np.arange(n), labels] -= 1
    return -log_p[np.arange(n), labels].mean(), blame / n
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="loss"
# One row first: ten scores, ten probabilities that sum to 1. What happens to them if you add 100 to all ten scores?
# Use that to keep the exponential small.

# %% [markdown] tags=["hint"] for="loss"
# `log_p[np.arange(n), labels]` picks from row 0 the entry `labels[0]`, from row 1 the entry `labels[1]`, and so on.
# The same kind of index lets you subtract 1 in exactly those places.

# %% [markdown] id="loss-check-about"
# The check knows the price of knowing nothing, $\ln 10$, and nudges single scores to see whether the blame is right.

# %% id="loss-check" tags=["check"]
rng = np.random.default_rng(1)
scores, truth = rng.normal(size=(6, 10)), np.array([3, 1, 4, 1, 5, 9])
loss, blame = cross_entropy(np.zeros((6, 10)), truth)
assert np.ndim(loss) == 0, "The loss should be one number, the mean over the examples."
assert np.isclose(loss, np.log(10)), f"Ten equal scores cost ln 10 = 2.303 an example; yours cost {loss:.4g}."
assert np.shape(blame) == (6, 10), f"Every score gets a blame: shape (6, 10), not {np.shape(blame)}."
sure = np.full((1, 10), -20.0)
sure[0, 7] = 20.0
assert cross_entropy(sure, np.array([7]))[0] < 1e-6, "To be sure and right should cost nothing."
assert cross_entropy(sure, np.array([2]))[0] > 30, "To be sure and wrong should cost a lot."
blame = cross_entropy(scores, truth)[1]
assert np.allclose(blame.sum(axis=1), 0), "In every row the blame sums to zero: what one class gains, others lose."
assert (blame[np.arange(6), truth] < 0).all(), (
    "More score for the right class lowers the loss, so its blame is negative."
)
for row, column in [(0, 3), (0, 0), (5, 9), (2, 7)]:
    nudge = np.zeros_like(scores)
    nudge[row, column] = 1e-5
    slope = (cross_entropy(scores + nudge, truth)[0] - cross_entropy(scores - nudge, truth)[0]) / 2e-5
    assert np.isclose(blame[row, column], slope, atol=1e-8), (
        f"Nudging score ({row}, {column}) gives the slope {slope:.6f}; your blame says {blame[row, column]:.6f}."
    )
with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
    loss, blame = cross_entropy(1000 * scores, truth)
assert np.isfinite(loss), "Large scores overflow. Can they be shifted before the exponential, at no cost?"
assert np.isfinite(blame).all(), "The blame is not finite when the scores are large."

# %% [markdown] id="blame-about"
# Look at it for one example whose right answer is 3: the scores, what softmax makes of them, and the blame.

# %% id="blame"
one = np.array([[0.5, -1.0, 2.2, 1.6, -0.5, 0.3, -1.2, 0.0, 1.0, -0.4]])
loss, blame = cross_entropy(one, np.array([3]))
chances = np.exp(one[0]) / np.exp(one[0]).sum()
fig, axes = plt.subplots(1, 3, figsize=(12, 3.3))
colours = [VERMILION if digit == 3 else SKY for digit in range(10)]
for ax, values, title in zip(
    axes, [one[0], chances, -blame[0]], ["score", "probability", "minus the blame"], strict=True
):
    ax.bar(range(10), values, color=colours)
    ax.axhline(0, color=BLACK, lw=0.8)
    ax.set(xticks=range(10), xlabel="class (the right one is 3)", ylabel=title)
axes[2].set_title("the way each score should move")
fig.suptitle(f"A wrong answer, loss {loss:.2f}: the 2 wins by a little")
plt.show()

# %% [markdown] id="blame-why"
# The right answer is pulled up, all others are pushed down, and whoever was most wrongly believed is pushed hardest.
# When the network is sure and right all bars vanish: there is nothing to learn any more from that example.

# %% [markdown] id="measure-about"
# ## 3. The slow, honest way
#
# Before the clever method, the plain one. It is too slow to train with, but there is hardly anything in it to get
# wrong, so it will be the judge of the clever one. The slope of a function $f$ in one of its numbers $w$ is, nearly,
#
# $$\frac{f(w + \varepsilon) - f(w - \varepsilon)}{2\varepsilon}.$$
#
# Both sides, not one: then the errors of the curvature cancel, and what is left shrinks with $\varepsilon^2$. Here
# `f` takes no argument: it looks at the array `w`, which you change in place, one entry at a time, and *put back*.


# %% id="measure" tags=["exercise"]
def numerical_gradient(f, w, epsilon=1e-5):
    """The slope of f() in every entry of the array w, measured; w is as before when it is over."""
    ### BEGIN SOLUTION
    #: for every index of w (`np.ndindex(w.shape)` gives them): remember the entry, ask f() with epsilon more and with
    #: epsilon less, put the entry back.
    slope = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        kept = w[index]
        w[index] = kept + epsilon
        more = f()
        w[index] = kept - epsilon
        less = f()
        w[index] = kept
        slope[index] = (more - less) / (2 * epsilon)
    return slope
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="measure"
# How far apart are the two places at which you ask? And what would the second entry's slope be if the first one were
# still nudged?

# %% [markdown] tags=["hint"] for="measure"
# In `for index in np.ndindex(w.shape)`, `w[index]` reads or writes one entry, whatever the shape of the array.
# Keep the old value in a variable: adding and subtracting $\varepsilon$ does not quite bring it back.

# %% [markdown] id="measure-check-about"
# The check measures functions whose slope is known: a sum of cubes has the slope $3w^2$.

# %% id="measure-check" tags=["check"]
w = np.random.default_rng(2).normal(size=(3, 4))
before = w.copy()
slope = numerical_gradient(lambda: (w**3).sum(), w)
assert np.shape(slope) == (3, 4), f"There is one slope for every entry: shape (3, 4), not {np.shape(slope)}."
assert np.allclose(w, before, atol=1e-12), "The array is not as it was. Every entry has to be put back after its turn."
ratio = np.median(slope / (3 * w**2))
assert abs(ratio - 1) < 1e-3, (
    f"The slope of w³ is 3w²; yours is about {ratio:.3g} times that. "
    "Is every entry visited, alone, and how far apart are the two places?"
)
error = np.abs(slope - 3 * w**2).max()
assert error < 1e-7, (
    f"You are off by {error:.0e}, which is a lot for ε = 1e-5. Does the measurement look to both sides?"
)
line = np.array([2.0, -1.0])
slope = numerical_gradient(lambda: 5 * line[0] - 7 * line[1], line)
assert np.allclose(slope, [5, -7]), f"The plane 5a − 7b has the slopes 5 and −7; measured were {slope}."

# %% [markdown] id="backward-about"
# ## 4. Backward: pass the blame on
#
# Now the clever way. Suppose you know the blame of what *comes out* of a layer's linear step, a matrix $D$ with one
# row an example (for the last layer it is what `cross_entropy` returned). The step was $Z = HW + b$. Who is to blame
# for $D$?
#
# - **the weights**: $W_{ij}$ carried input $i$ to unit $j$, so its blame is input times blame, summed over the
#   examples: $H^\top D$;
# - **the biases**: each reached its unit undiminished in every example: the sum of the rows of $D$;
# - **the inputs**: input $i$ went to every unit $j$ through $W_{ij}$, so the blame comes back the same way:
#   $D W^\top$.
#
# (In `matrix-calculus` you found the same three, for a layer with tanh.)
#
# And the ReLU in between? Where it let a value through, it lets the blame through; where it cut off, nothing that
# happened before mattered, and the blame is zero. So one walks from the last layer to the first, and hands the blame
# on. That is all of it.


# %% id="backward" tags=["exercise"]
def backward(layers, activations, blame):
    """The gradient, a list of pairs (dW, db) in the order of the layers; blame is that of the logits."""
    ### BEGIN SOLUTION
    #: from the last layer to the first: the gradients of W and b, then the blame of the layer's input,
    #: and through the ReLU that made this input (the very first input was made by none).
    gradients = []
    for (W, _), h in zip(reversed(layers), reversed(activations[:-1]), strict=True):
        gradients.append((h.T @ blame, blame.sum(axis=0)))
        blame = (blame @ W.T) * (h > 0)
    return gradients[::-1]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="backward"
# Begin with a network of a single layer: there the gradient is two of the three rules, and you are done. Then let
# shapes guide you: the gradient of `W` has the shape of `W`, and only one order of the product gives it.

# %% [markdown] tags=["hint"] for="backward"
# `activations[k]` is what layer `k` took in, and `activations[k + 1]` what it gave. An entry of a hidden activation
# is above zero exactly where the ReLU let it through, so the mask can be read from the activation itself.

# %% [markdown] tags=["hint"] for="backward"
# Walk `k` from `len(layers) - 1` down to 0. In each round: `dW` from `activations[k]` and the blame, `db` from the
# blame alone, then the new blame from the old one and `W`, masked by where `activations[k]` is above zero. You walk
# backwards, but the answer is in forward order.

# %% [markdown] id="backward-check-about"
# The judge: a network of three layers, random weights *and* biases, every single entry measured.

# %% id="backward-check" tags=["check"]
rng = np.random.default_rng(3)
sizes = [5, 7, 6, 4]
trial = [(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in pairwise(sizes)]
X_try, y_try = rng.normal(size=(9, 5)), rng.integers(4, size=9)
outs = forward(trial, X_try)
copies = [entry.copy() for entry in outs]
computed = backward(trial, outs, cross_entropy(outs[-1], y_try)[1])
assert all(np.array_equal(a, b) for a, b in zip(outs, copies, strict=True)), "The activations were changed on the way."
assert len(computed) == 3, f"Three layers have three pairs of gradients; yours gave {len(computed)}."
found = [tuple(np.shape(part) for part in pair) for pair in computed]
wanted = [(np.shape(W), np.shape(b)) for W, b in trial]
assert found == wanted, f"Each gradient has the shape of what it belongs to, first layer first: {wanted}, not {found}."


def trial_loss():
    return cross_entropy(forward(trial, X_try)[-1], y_try)[0]


gradcheck = []  # (measured, computed) for the picture below
for depth in (2, 1, 0):
    for part, name in [(0, "weights"), (1, "biases")]:
        slope, mine = numerical_gradient(trial_loss, trial[depth][part]), computed[depth][part]
        error = np.abs(slope - mine).max() / np.abs(slope).max()
        gradcheck.append((slope.ravel(), mine.ravel()))
        assert error < 1e-6, f"The {name} of layer {depth} (of 0, 1, 2) are off by {error:.1%} of the largest slope" + (
            ". Layers behind it are right." if depth < 2 else ". It is the last layer, so begin here."
        )

# %% [markdown] id="proof-guess-about"
# ### Predict
#
# The digit reader has 4,810 weights. Measuring its gradient takes two forward passes *for each*. Your `backward`
# takes one walk through the layers. How many times faster will it be?

# %% id="proof-guess"
my_speedup = None  # a number

# %% [markdown] id="proof-about"
# The proof that both agree, and what each costs. The slow one only measures the 64 biases of the hidden layer, and
# the time is scaled up to 4,810.

# %% id="proof"
rng = np.random.default_rng(4)
reader = [(rng.normal(size=(i, o)) * 0.1, np.zeros(o)) for i, o in [(64, 64), (64, 10)]]
X_time, y_time = rng.random((32, 64)), rng.integers(10, size=32)


def fast():
    outs = forward(reader, X_time)
    return backward(reader, outs, cross_entropy(outs[-1], y_time)[1])


start = time.perf_counter()
for _ in range(100):
    fast()
seconds_fast = (time.perf_counter() - start) / 100
start = time.perf_counter()
numerical_gradient(lambda: cross_entropy(forward(reader, X_time)[-1], y_time)[0], reader[0][1])
seconds_slow = (time.perf_counter() - start) / 64 * 4810

fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8))
measured, computed_all = (np.concatenate(column) for column in zip(*gradcheck, strict=True))
left.plot(measured, computed_all, "o", color=BLUE, ms=4, alpha=0.6)
limits = [measured.min(), measured.max()]
left.plot(limits, limits, color=VERMILION, lw=1, zorder=0)
left.set(xlabel="measured slope", ylabel="computed by backward", title=f"{len(measured)} weights of the trial network")
right.barh(["measuring", "backward"], [seconds_slow * 1e3, seconds_fast * 1e3], color=[PURPLE, GREEN])
right.set(xscale="log", xlabel="milliseconds for one gradient (log scale)")
said = f"; you said {my_speedup}" if my_speedup else ""
right.set_title(f"backward is {seconds_slow / seconds_fast:,.0f} times faster" + said)
plt.show()

# %% [markdown] id="proof-why"
# Thousands of times faster here, and the more weights, the larger the factor: for a network of a billion weights it
# is about a billion. Without this there would be no deep learning. And note what made you believe your ten lines: not
# that they ran, but a measurement. Keep the habit.

# %% [markdown] id="start-about"
# ## 5. Where to start
#
# All weights zero? Then all hidden units are the same, get the same blame, and stay the same for ever. So: random.
# But how large?
#
# A unit sums up $n$ inputs, each times a random weight of variance $\sigma^2$, so its variance is about $n\sigma^2$
# times the mean square of an input. The ReLU then throws half of that away. For a signal to come out as strong as it
# went in, one needs
#
# $$\tfrac12\, n\,\sigma^2 = 1 .$$


# %% id="start" tags=["exercise"]
def initialise(sizes, rng):
    """Layers for these sizes, a list of pairs (W, b): normal weights of the right spread, biases zero."""
    ### BEGIN SOLUTION
    #: sizes such as [64, 32, 10] make two layers, of shapes (64, 32) and (32, 10). Use `rng.normal`.
    return [(rng.normal(size=(n, units)) * np.sqrt(2 / n), np.zeros(units)) for n, units in pairwise(sizes)]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="start"
# Solve the equation above for $\sigma$, the standard deviation. Is $n$ the number of a layer's inputs or of its
# units?

# %% [markdown] tags=["hint"] for="start"
# `pairwise(sizes)` gives the pairs (inputs, units). `rng.normal(size=…)` has spread 1; multiply to change it.
# The variance is the *square* of the standard deviation.

# %% [markdown] id="start-check-about"
# The check looks at shapes and spreads, then sends a signal through twenty layers.

# %% id="start-check" tags=["check"]
made = initialise([400, 100, 10], np.random.default_rng(5))
shapes = [(np.shape(W), np.shape(b)) for W, b in made]
assert shapes == [((400, 100), (100,)), ((100, 10), (10,))], (
    f"Sizes 400, 100, 10 give other shapes than yours: (400, 100) and (100,), then (100, 10) and (10,); not {shapes}."
)
assert all(np.all(b == 0) for _, b in made), "Biases start at zero."
assert made[0][0].std() > 0, "With equal weights all hidden units are the same for ever. They need to differ."
spread = made[0][0].std()
assert abs(made[0][0].mean()) < 0.1 * spread, "The weights should be centred on zero."
assert np.isclose(spread, np.sqrt(2 / 400), rtol=0.05), (
    f"400 inputs: σ should satisfy ½·400·σ² = 1, yet ½·400·σ² is {200 * spread**2:.3g} for your weights."
)
twin = initialise([400, 100, 10], np.random.default_rng(5))
assert np.array_equal(made[0][0], twin[0][0]), (
    "The same generator should make the same start; use the one you are given."
)
signal = np.random.default_rng(6).normal(size=(200, 256))
strengths = [np.sqrt((h**2).mean()) for h in forward(initialise([256] * 21, np.random.default_rng(7)), signal)]
assert 0.3 < strengths[-2] < 3, f"After 19 layers a signal of strength 1 has strength {strengths[-2]:.2g}."

# %% [markdown] id="depth-guess-about"
# ### Predict
#
# A signal of strength 1 goes through 20 layers of 256 units. Your start keeps it near 1. What is left at the end if
# all weights are *half* as large? And if they are *one and a half times* as large? Write down orders of magnitude.

# %% id="depth-guess"
my_strengths = {0.5: None, 1.0: None, 1.5: None}

# %% [markdown] id="depth-about"
# Three starts, twenty layers. The weights differ by no more than a factor of three.

# %% id="depth"
fig, ax = plt.subplots(figsize=(7.5, 4))
for (factor, guess), colour in zip(my_strengths.items(), [BLUE, GREEN, VERMILION], strict=True):
    net = [(W * factor, b) for W, b in initialise([256] * 21, np.random.default_rng(7))]
    strength = [np.sqrt((h**2).mean()) for h in forward(net, signal)[:-1]]
    ax.semilogy(strength, "o-", color=colour, ms=4, label=f"{factor} × the start: {strength[-1]:.1g} at the end")
    if guess:
        ax.plot(19, guess, "x", color=colour, ms=11, mew=2)
ax.set(xlabel="layer", ylabel="strength of the signal", xticks=range(0, 20, 2))
ax.set_title("Twenty layers, three starts" + (" (crosses: your guesses)" if any(my_strengths.values()) else ""))
ax.legend(loc="lower left")
plt.show()

# %% [markdown] id="depth-why"
# Small errors are multiplied, layer after layer. The same happens to the blame on its way back: it vanishes or
# explodes. For years this was a reason to believe that deep networks cannot be trained.

# %% [markdown] id="train-about"
# ## 6. Learn
#
# You have all the parts. Training repeats: take a handful of examples (a *batch*), go forward, get the blame, go
# backward, and move every weight a little against its gradient, $W \leftarrow W - \eta\,dW$. Once through all
# examples is an *epoch*; every epoch deals the cards anew.
#
# Change the arrays of `layers` in place (`W -= …`), so that the caller's network is the trained one.


# %% id="train" tags=["exercise"]
def train(layers, X, labels, epochs, rate, batch, rng):
    """Trains the layers in place by gradient descent on shuffled batches; the mean loss of every epoch, a list."""
    ### BEGIN SOLUTION
    #: every epoch: a new random order, cut into batches (the last may be smaller);
    #: for each batch: forward, the loss (once, before the step), backward, move.
    history = []
    for _ in range(epochs):
        order, losses = rng.permutation(len(X)), []
        for start in range(0, len(X), batch):
            rows = order[start : start + batch]
            activations = forward(layers, X[rows])
            loss, blame = cross_entropy(activations[-1], labels[rows])
            for (W, b), (dW, db) in zip(layers, backward(layers, activations, blame), strict=True):
                W -= rate * dW
                b -= rate * db
            losses.append(loss)
        history.append(np.mean(losses))
    return history
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="train"
# Three loops, one inside the other: epochs, batches, layers. Images and labels have to be dealt in the *same* order,
# so shuffle row numbers, not the data.

# %% [markdown] tags=["hint"] for="train"
# `rng.permutation(len(X))` gives the row numbers in random order; `range(0, len(X), batch)` the places where batches
# start. A slice that reaches past the end is simply shorter.

# %% [markdown] tags=["hint"] for="train"
# `W = W - …` makes a new array and leaves the one in `layers` as it was; `W -= …` changes it. The biases have
# gradients too.

# %% [markdown] id="train-deals-about"
# The first check listens in on two epochs over ten examples: was each of them seen, once an epoch, in a new order,
# beside its own label?

# %% id="train-deals" tags=["check"]
deals, judge = [], cross_entropy


def cross_entropy(logits, labels):
    deals.append((list(map(int, logits.argmax(axis=1))), list(map(int, labels))))
    return judge(logits, labels)


net = [(9 * np.eye(10), np.zeros(10))]  # its highest score tells which example it was shown
try:
    train(net, np.eye(10), np.arange(10), epochs=2, rate=0.01, batch=4, rng=np.random.default_rng(0))
finally:
    cross_entropy = judge
assert deals, "Your loop never asked `cross_entropy` for the loss of a batch."
shown = [example for deal, _ in deals for example in deal]
named = [label for _, deal in deals for label in deal]
longest = max(len(deal) for _, deal in deals)
assert longest == 4, f"Batches of 4 were asked for; the largest of yours had {longest}."
assert len(shown) == 20, f"Two epochs over ten examples look at 20; yours looked at {len(shown)}."
assert shown == named, "Some examples came with the label of another one."
for epoch, seen_there in [("first", shown[:10]), ("second", shown[10:])]:
    assert sorted(seen_there) == list(range(10)), f"In the {epoch} epoch you dealt {seen_there}, not each of ten once."
assert shown[:10] != list(range(10)), "The examples came in the order of the data set, not shuffled."
assert shown[:10] != shown[10:], "Both epochs dealt the examples in the same order."

# %% [markdown] id="train-step-about"
# The second one compares a single step, over all examples at once, with the gradient.

# %% id="train-step" tags=["check"]
net = [(W, b + 0.1) for W, b in initialise([5, 8, 4], np.random.default_rng(8))]
before, outs = net[0][0].copy(), forward(net, X_try)
first_loss, blame = cross_entropy(outs[-1], y_try)
wanted = [(W - 0.2 * dW, b - 0.2 * db) for (W, b), (dW, db) in zip(net, backward(net, outs, blame), strict=True)]
history = train(net, X_try, y_try, epochs=1, rate=0.2, batch=9, rng=np.random.default_rng(9))
assert not np.array_equal(net[0][0], before), (
    "The network is as it was: were the arrays in `layers` changed, or copies?"
)
for depth in (0, 1):
    for part, name in [(0, "weights"), (1, "biases")]:
        assert np.allclose(net[depth][part], wanted[depth][part]), (
            f"After one step over all examples the {name} of layer {depth} are not where the gradient sends them."
        )
assert len(history) == 1, f"One epoch has one mean loss; yours gave {len(history)}."
assert np.isclose(history[0], first_loss), "The loss of the first batch is that before the step."

# %% [markdown] id="spiral-about"
# ### First, watch it fold
#
# Two spirals, wound around each other. First a "network" without a hidden layer, which can only cut once; then one
# with two hidden layers, photographed while it learns. **Predict:** how many of the points will the single cut get
# right? And what will the network's border look like after the first few epochs?
#
# *Your words:*
#

# %% id="spiral"
rng = np.random.default_rng(SEED)
turn = np.sqrt(rng.random(400)) * 3 * np.pi
side = np.repeat([0, 1], 200)
spiral = np.stack([np.cos(turn + np.pi * side), np.sin(turn + np.pi * side)], axis=1) * turn[:, None] / 8
spiral += rng.normal(size=spiral.shape) * 0.03
grid = np.stack(np.meshgrid(np.linspace(-1.35, 1.35, 150), np.linspace(-1.35, 1.35, 150)), axis=-1)

line = initialise([2, 2], rng)
train(line, spiral, side, epochs=100, rate=0.2, batch=20, rng=rng)
folding = initialise([2, 64, 64, 2], rng)
fig, axes = plt.subplots(1, 4, figsize=(13, 3.7), sharey=True)
for ax, (net, epochs, title) in zip(
    axes,
    [
        (line, 0, "one cut"),
        (folding, 10, "after 10 epochs"),
        (folding, 15, "after 25 epochs"),
        (folding, 75, "after 100 epochs"),
    ],
    strict=True,
):
    train(net, spiral, side, epochs=epochs, rate=0.2, batch=20, rng=rng)
    scores = forward(net, grid.reshape(-1, 2))[-1]
    chance = 1 / (1 + np.exp(scores[:, 0] - scores[:, 1]))
    ax.imshow(chance.reshape(150, 150), extent=[-1.35, 1.35] * 2, origin="lower", cmap=BLUE_TO_ORANGE, alpha=0.6)
    for which, colour, marker in [(0, BLUE, "o"), (1, ORANGE, "s")]:
        ax.plot(*spiral[side == which].T, marker, color=colour, ms=3, mec="black", mew=0.3)
    right = np.mean(forward(net, spiral)[-1].argmax(axis=1) == side)
    ax.set(title=f"{title}: {right:.0%} right", xlabel="$x_1$")
axes[0].set_ylabel("$x_2$")
plt.show()

# %% [markdown] id="spiral-why"
# Nobody told the network about spirals. Each hidden unit brought one crease; the blame moved them until the plane was
# folded so that a single cut was enough. (These points are the training points; whether it would be right on others
# is the question of the next part.)

# %% [markdown] id="digits-about"
# ## 7. Read digits
#
# 1,797 handwritten digits, 8 × 8 pixels. 500 are laid aside, and nothing that is learned may depend on them: even the
# mean image that is subtracted (you know why from `gradient-descent`) comes from the others. **Predict:** of the 500,
# how many will the network misread?

# %% id="digits-guess"
my_mistakes = None  # of 500

# %% [markdown] id="digits-train-about"
# Train. After every epoch the test images are read too, but only to draw the curve; nothing is chosen by it.

# %% id="digits-train"
images, labels = load_digits(return_X_y=True)
rng = np.random.default_rng(SEED)
order = rng.permutation(len(images))
train_rows, test_rows = order[:-500], order[-500:]
pixels = images / 16
pixels = pixels - pixels[train_rows].mean(axis=0)
X_train, y_train = pixels[train_rows], labels[train_rows]
X_test, y_test = pixels[test_rows], labels[test_rows]


def share_right(net, X, labels):
    return np.mean(forward(net, X)[-1].argmax(axis=1) == labels)


reader = initialise([64, HIDDEN, 10], rng)
born = reader[0][0].copy()  # for a picture later
losses, curve, seconds = [], [(share_right(reader, X_train, y_train), share_right(reader, X_test, y_test))], 0.0
for _ in range(EPOCHS):
    start = time.perf_counter()
    losses += train(reader, X_train, y_train, epochs=1, rate=RATE, batch=BATCH, rng=rng)
    seconds += time.perf_counter() - start
    curve.append((share_right(reader, X_train, y_train), share_right(reader, X_test, y_test)))
accuracy = curve[-1][1]

fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
left.semilogy(range(1, EPOCHS + 1), losses, "o-", color=BLUE, ms=4)
left.set(xlabel="epoch", ylabel="mean training loss", title="The loss falls", xticks=range(0, EPOCHS + 1, 5))
right.plot(np.array(curve)[:, 0], color=BLUE, lw=2, label="training images")
right.plot(np.array(curve)[:, 1], color=VERMILION, lw=2, label=f"unseen images: {accuracy:.1%} at the end")
right.axhline(0.96, color="#777777", ls=":", label="the aim, 96 %")
right.set(xlabel="epoch", ylabel="share read rightly", ylim=(0.85, 1.005), xticks=range(0, EPOCHS + 1, 5))
right.set_title(f"{seconds:.2f} seconds of training")
right.legend(loc="lower right")
plt.show()
print(f"{round((1 - accuracy) * 500)} of 500 misread." + (f" You said {my_mistakes}." if my_mistakes else ""))

# %% [markdown] id="digits-check-about"
# The last check asks whether it learned, and whether the learning holds for digits it never saw.

# %% id="digits-check" tags=["check"]
assert not set(train_rows) & set(test_rows), "Some images are in both the training and the test set."
assert losses[-1] < 0.05 * losses[0], (
    f"The loss should fall to a small part of its start; it went {losses[0]:.2f} → {losses[-1]:.2f}."
)
assert curve[-1][0] >= 0.97, f"It should know its training images nearly by heart; it reads {curve[-1][0]:.1%} of them."
assert accuracy >= 0.94, (
    f"It reads {accuracy:.1%} of the unseen digits; a sound network of this size reads clearly more."
)

# %% [markdown] id="mistakes-about"
# Look at what it got wrong, the surest mistakes first. Would you have known?

# %% id="mistakes"
scores = forward(reader, X_test)[-1]
scores = scores - scores.max(axis=1, keepdims=True)
chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
said = chances.argmax(axis=1)
wrong = np.flatnonzero(said != y_test)
worst = wrong[np.argsort(-chances[wrong, said[wrong]])][:8]
fig, axes = plt.subplots(1, max(len(worst), 1), figsize=(1.5 * max(len(worst), 2), 2.1), squeeze=False)
for ax, row in zip(axes[0], worst, strict=False):
    ax.axis("off")
    ax.imshow(images[test_rows[row]].reshape(8, 8), cmap="viridis")
    ax.set_title(f"a {y_test[row]}, read as {said[row]}\n{chances[row, said[row]]:.0%} sure", fontsize=9)
plt.show()

# %% [markdown] id="inside-about"
# And inside? Each hidden unit has 64 incoming weights, one a pixel, so it can be drawn as an image. All began as
# noise; drawn is what training has *added*: purple where ink came to excite the unit, orange where ink came to calm
# it. Here and there you see a piece of a stroke, or an edge. Nobody asked for them: they are the folds that the blame
# has found.

# %% id="inside"
added = reader[0][0] - born
busiest = np.argsort(-np.linalg.norm(added, axis=0))[:24]
fig, axes = plt.subplots(2, 12, figsize=(12, 2.4))
limit = np.abs(added).max()
for ax in axes.flat:
    ax.axis("off")
for ax, unit in zip(axes.flat, busiest, strict=False):
    picture = ax.imshow(added[:, unit].reshape(8, 8), cmap="PuOr", vmin=-limit, vmax=limit)
fig.colorbar(picture, ax=axes, label="change of weight")
fig.suptitle(f"What {len(busiest)} hidden units learned to look for")
plt.show()

# %% [markdown] id="metric-about"
# The next cell notes the result in your progress, if the curriculum panel is there; otherwise it shows nothing.

# %% id="metric"
result = {
    "name": "test accuracy, net from scratch",
    "value": float(accuracy),
    "unit": "share of test digits",
    "at_least": 0.94,
}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original network: while you play, do
# not mind them.)
#
# 1. `HIDDEN = 4`, then 2. How few folds are enough for ten digits?
# 2. Take the ReLU out of `forward` (and its mask out of `backward`), and train on the spiral. Why does no depth help?
# 3. Shuffle `y_train` before training, with 300 epochs. What does the training accuracy say, and what the test
#    accuracy?
# 4. Leave the biases out of the update. Which of the two problems suffers more, spiral or digits?
# 5. `RATE = 5`, then `RATE = 10`. Which of them goes wrong? How many hidden units never fire again
#    (`(forward(reader, X_train)[1].max(axis=0) == 0).sum()`), and why do they not come back?
#
# *What I expected, and what happened:*
#

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - The idea of handing derivatives backwards is Seppo Linnainmaa's, in a master's thesis of 1970. Rumelhart, Hinton
#   and Williams showed in 1986 that hidden units learn useful things by it: [Learning representations by
#   back-propagating errors](https://doi.org/10.1038/323533a0).
# - The right spread for ReLU: He and others, [Delving Deep into Rectifiers](https://arxiv.org/abs/1502.01852), 2015.
#
# You meet it again wherever a library says `backward()`: there the computer derives the backward pass by itself.
# Question 3 above comes back with regularisation, and the little images inside the hidden units with convolutions,
# where all of them share their weights.
#
# **When it hurts**
#
# - The chain rule for matrices: [Parr and Howard's article](https://explained.ai/matrix-calculus/).
# - The picture of it all: [What is backpropagation really
#   doing?](https://www.3blue1brown.com/lessons/backpropagation) by 3Blue1Brown.
# - Slower and with all steps: Michael Nielsen's book, [chapter
#   2](http://neuralnetworksanddeeplearning.com/chap2.html).
# - A gradient refuses to match: make the network smaller until it has one weight, one example, no ReLU. Then add one
#   thing at a time.
