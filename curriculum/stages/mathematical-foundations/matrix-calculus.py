# %% [markdown] id="question"
# # Matrix calculus: the derivative has a shape
#
# At school the derivative of $x^2$ at 3 is 6: one number in, one number out, so one slope. Now take one layer of a
# network, with 32 examples of 64 inputs going in and 32 of 64 outputs coming out. Every output may depend on every
# input. **How many slopes are there?** Over four million, for one small layer. A network has dozens of layers, and each
# is gone through, forwards and backwards, many times a second.
#
# So nobody ever writes these slopes down, and yet everybody uses them. How that works is a small and beautiful piece
# of bookkeeping, and you can do it with pencil and paper: know the *shape* of what you are looking for, and know who
# touches whom.
#
# By the end you will be able to
#
# - say what a Jacobian is, see it, and measure it for any function;
# - write down the Jacobians of a linear step, a tanh, and a softmax;
# - multiply them along a chain, and say why networks are differentiated *backwards*;
# - derive the slope of a loss in a whole matrix of weights, without drowning in indices;
# - take a layer, a normalisation and a small network backwards by hand, and agree with PyTorch to ten digits.
#
# It takes about 85 minutes, best with a pencil. Cells that hold a `raise NotImplementedError` are yours; the cell after
# each one checks it. Where a cell asks for a guess, write one down before you run on.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "matplotlib": "matplotlib"}

# %% [markdown] id="tools-about"
# Now the tools. You work in numpy; PyTorch only sits in the jury: it derives by itself, and your slopes are compared
# with its. It judges on the processor, because it does so in 64 bits, which not every graphics card can.

# %% id="tools"
import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import display

DEVICE = torch.device("cpu")
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
SEED = 0  # how the network of the last part starts, and the noise on its data
HIDDEN = 32  # its hidden units
STEPS = 3000  # how long it is trained
RATE = 0.05  # its learning rate

# %% [markdown] id="measure-about"
# ## 1. Nudge an input, watch all outputs
#
# Let $f$ take $n$ numbers to $m$ numbers. Nudge input $j$ a little: every output $i$ answers, each with its own slope
# $\partial f_i / \partial x_j$. Arrange all of them in a table with **one row for every output and one column for
# every input**. This is the **Jacobian** $J$, of the shape $(m, n)$, and it is the derivative of $f$ at $x$: near $x$
# the function does what a matrix does,
#
# $$f(x + d) \approx f(x) + J d .$$
#
# To measure it, nudge to both sides: $\dfrac{f(x + \varepsilon e_j) - f(x - \varepsilon e_j)}{2\varepsilon}$ is column
# $j$, where $e_j$ is 1 in place $j$ and else 0. It is slow, it is honest, and it will judge everything you derive.


# %% id="measure" tags=["exercise"]
def measured_jacobian(f, x, epsilon=1e-6):
    """The Jacobian of f at x, shape (outputs, inputs); f takes and gives arrays of one axis. x is left as it was."""
    ### BEGIN SOLUTION
    #: one column for every input: nudge it alone, up and down.
    columns = []
    for j in range(len(x)):
        nudge = np.zeros(len(x))
        nudge[j] = epsilon
        columns.append((f(x + nudge) - f(x - nudge)) / (2 * epsilon))
    return np.stack(columns, axis=1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="measure"
# How many times do you have to run `f` for a function of five inputs? What comes back from each pair of runs: a row
# of the Jacobian, or a column?

# %% [markdown] tags=["hint"] for="measure"
# Make a new array of zeros with a single $\varepsilon$ in place `j`, and use `x + nudge` and `x - nudge`: then `x`
# itself never changes. `np.stack(list, axis=1)` makes columns of the arrays in a list.

# %% [markdown] id="measure-check-about"
# A function from two numbers to three, whose Jacobian you can find in your head.

# %% id="measure-check" tags=["check"]
x_try = np.array([0.5, -2.0])
J = measured_jacobian(lambda x: np.array([x[0] * x[1], np.sin(x[0]), x[1] ** 2]), x_try)
wanted = np.array([[-2.0, 0.5], [np.cos(0.5), 0.0], [0.0, -4.0]])
assert np.shape(J) == (3, 2), f"Three outputs, two inputs: shape (3, 2), one row an output; yours is {np.shape(J)}."
assert np.array_equal(x_try, [0.5, -2.0]), "The place x itself was changed; nudge a copy."
ratios = J[wanted != 0] / wanted[wanted != 0]
assert np.ptp(ratios) > 1e-3 or abs(ratios[0] - 1) < 1e-3, (
    f"All your slopes are {ratios[0]:.3g} times the true ones. How far apart are the two places?"
)
assert np.allclose(J, wanted, atol=1e-4), (
    f"(x₁x₂, sin x₁, x₂²) at (0.5, −2) has the Jacobian\n{wanted}\nbut you measured\n{J}"
)
curved = measured_jacobian(lambda x: x**3, np.array([1.0]), epsilon=1e-3)[0, 0]
assert abs(curved - 3) < 1e-4, (
    f"With ε = 0.001 the slope of x³ at 1 came out as {curved:.5f}. Do you nudge to both sides?"
)

# %% [markdown] id="warp-guess-about"
# ### Predict
#
# The picture below bends the plane, $(x_1, x_2) \mapsto (x_1 + \tfrac12\sin 2x_2,\; x_2 + \tfrac12 x_1^2)$. Three
# small squares are drawn in it. The Jacobian at each is a 2 × 2 matrix. What will each square become, and which of
# the three will be flattened most?

# %% id="warp-guess"
my_flattest = ""  # "left", "middle" or "right"

# %% [markdown] id="warp-about"
# Bent squares in colour; on top, in dashes, what the Jacobian alone makes of them.


# %% id="warp"
def warp(x):
    return np.stack([x[0] + 0.5 * np.sin(2 * x[1]), x[1] + 0.5 * x[0] ** 2])


fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.6))
span = np.linspace(-1.6, 1.6, 60)
for line in np.linspace(-1.6, 1.6, 17):
    for points in (np.stack([span, np.full(60, line)]), np.stack([np.full(60, line), span])):
        left.plot(*points, color="#cccccc", lw=0.8, zorder=0)
        right.plot(*warp(points), color="#cccccc", lw=0.8, zorder=0)
side, none = np.linspace(-0.2, 0.2, 20), np.full(20, 0.2)
square = np.hstack([[side, -none], [none, side], [-side, none], [-none, -side]])
flatness = {}
for name, centre, colour in [
    ("left", [-1.0, 0.2], BLUE),
    ("middle", [0.1, -0.6], GREEN),
    ("right", [1.0, 0.6], VERMILION),
]:
    centre = np.array(centre)
    J = measured_jacobian(warp, centre)
    flatness[name] = np.linalg.svd(J, compute_uv=False)
    left.fill(*(centre[:, None] + square), color=colour, alpha=0.6)
    right.fill(*warp(centre[:, None] + square), color=colour, alpha=0.6)
    right.plot(*(warp(centre)[:, None] + J @ square), "--", color=BLACK, lw=1.3)
    right.annotate(
        f"area × {abs(np.linalg.det(J)):.2f}", warp(centre), (26, -26), textcoords="offset points", fontsize=10
    )
    left.annotate(name, centre, (14, 14), textcoords="offset points", fontsize=10)
left.set(title="before", xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
flattest = max(flatness, key=lambda name: flatness[name][0] / flatness[name][1])
said = f" (you said {my_flattest})" if my_flattest else ""
right.set(title=f"after: the {flattest} one is flattened most{said}", xlabel="$f_1$", ylabel="$f_2$", aspect="equal")
plt.show()

# %% [markdown] id="warp-why"
# Up close, everything smooth is a matrix. The columns of $J$ are the places where the two axes land (as in
# `linear-algebra`), its determinant says how areas change, its singular values how much it stretches and flattens.

# %% [markdown] id="epsilon-guess-about"
# ### Predict: how small a nudge?
#
# A smaller $\varepsilon$ should be better, since the slope is a limit. Which $\varepsilon$ do you expect to be best,
# in 64 bits and in 32 bits?

# %% id="epsilon-guess"
my_epsilon = {"float64": None, "float32": None}

# %% [markdown] id="epsilon-about"
# Measure the slope of $\sin$ at 50 places near 1, with every $\varepsilon$ from $10^{-15}$ to 1, and compare with the
# cosine.

# %% id="epsilon"
epsilons = np.logspace(-15, 0, 61)
places = np.linspace(1, 1.2, 50)
fig, ax = plt.subplots(figsize=(8, 3.9))
for kind, colour, style in [(np.float64, BLUE, "-"), (np.float32, VERMILION, "--")]:
    at = places.astype(kind)
    errors = []
    for epsilon in epsilons.astype(kind):
        slopes = (np.sin(at + epsilon) - np.sin(at - epsilon)) / (2 * epsilon)
        errors.append(abs(slopes - np.cos(at)).max())
    name, best = np.dtype(kind).name, epsilons[np.argmin(errors)]
    said = f" (you said {my_epsilon[name]})" if my_epsilon[name] else ""
    ax.loglog(epsilons, errors, style, color=colour, lw=2, label=f"{name}: best near {best:.0e}{said}")
ax.set(xlabel="nudge ε", ylabel="largest error of the slope", title="Too far is curved, too near is grainy")
ax.legend(loc="lower left")
plt.show()

# %% [markdown] id="epsilon-why"
# From the right, the error falls with $\varepsilon^2$: the nearer, the straighter. From the left it grows again,
# because two numbers that are nearly equal are subtracted, and only their last digits are left. In 32 bits, five
# digits are the best you get, and with $\varepsilon = 10^{-6}$ hardly one. So slopes are checked in 64 bits, with
# $\varepsilon$ near $10^{-6}$. Keep this picture for the day when a correct gradient refuses to agree.

# %% [markdown] id="jacobians-about"
# ## 2. Three Jacobians to know by heart
#
# Now on paper. Each network is a chain of very few kinds of steps; here are the three most common, for one example $x$.
#
# - **A linear step** $z = xW + b$ with $W$ of the shape (inputs, units), so $z_i = \sum_j x_j W_{ji} + b_i$. What is
#   $\partial z_i/\partial x_j$? Mind which index is the row.
# - **A step that works entry by entry**, $h_i = \tanh(x_i)$. Output $i$ does not know any input but its own. So what
#   does the Jacobian look like off the diagonal? (The slope of tanh is $1 - \tanh^2$.)
# - **Softmax**, $p_i = e^{z_i}/\sum_k e^{z_k}$, where every output knows every input, because they share the sum.
#   With the quotient rule:
#
# $$\frac{\partial p_i}{\partial z_j} = p_i\,(\delta_{ij} - p_j),
# \qquad \delta_{ij} = 1 \text{ if } i = j, \text{ else } 0 .$$


# %% id="jacobians" tags=["exercise"]
def softmax(z):
    z = np.exp(z - z.max())
    return z / z.sum()


def jacobian_linear(W):
    """The Jacobian of x ↦ x W + b, shape (units, inputs)."""
    ### BEGIN SOLUTION
    #: rows are outputs, columns inputs.
    return W.T
    ### END SOLUTION


def jacobian_tanh(x):
    """The Jacobian of tanh at x, shape (n, n)."""
    ### BEGIN SOLUTION
    #: each output knows its own input alone.
    return np.diag(1 - np.tanh(x) ** 2)
    ### END SOLUTION


def jacobian_softmax(z):
    """The Jacobian of softmax at z, shape (n, n)."""
    ### BEGIN SOLUTION
    #: the formula above for all i and j at once: a diagonal, minus a column times a row.
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="jacobians"
# Do softmax for two classes first and write down all four slopes. What do the two entries of each column add up to,
# and why must they?

# %% [markdown] tags=["hint"] for="jacobians"
# `np.diag(v)` puts a vector on the diagonal of a matrix. $p_i \delta_{ij}$ is such a diagonal, and $p_i p_j$ for all
# $i$ and $j$ is an outer product.

# %% [markdown] id="jacobians-check-about"
# Your measurement is the judge.

# %% id="jacobians-check" tags=["check"]
rng = np.random.default_rng(1)
W_try, b_try, x_try, z_try = rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal(size=5), rng.normal(size=4)
for name, mine, step, at in [
    ("linear step", jacobian_linear(W_try), lambda x: x @ W_try + b_try, x_try),
    ("tanh", jacobian_tanh(x_try), np.tanh, x_try),
    ("softmax", jacobian_softmax(z_try), softmax, z_try),
]:
    measured = measured_jacobian(step, at)
    assert np.shape(mine) == measured.shape, (
        f"The Jacobian of the {name} has one row for each output, shape {measured.shape}; yours has {np.shape(mine)}."
    )
    error = np.abs(mine - measured).max()
    assert error < 1e-6, (
        f"Your Jacobian of the {name} is off by up to {error:.2g}. "
        f"Measured:\n{measured.round(3)}\nyours:\n{mine.round(3)}"
    )
    if name == "softmax":
        assert np.allclose(mine.sum(axis=0), 0), (
            "Probabilities keep adding up to one, so each column should sum to zero."
        )

# %% [markdown] id="faces-about"
# Their faces: purple pulls up, orange pushes down, white means that they do not know each other.

# %% id="faces"
z = np.array([1.5, 0.5, 0.0, -0.5, 1.0, -1.0])
shown = {
    "a linear step, 6 → 4": jacobian_linear(rng.normal(size=(6, 4))),
    "tanh": jacobian_tanh(z),
    "softmax": jacobian_softmax(z),
}
fig, axes = plt.subplots(1, 3, figsize=(11.5, 3.6))
for ax, (name, J) in zip(axes, shown.items(), strict=True):
    limit = np.abs(J).max()
    picture = ax.imshow(J, cmap="PuOr", vmin=-limit, vmax=limit)
    ax.set(title=f"{name}: shape {J.shape}", xlabel="input", xticks=range(J.shape[1]), yticks=range(J.shape[0]))
    fig.colorbar(picture, ax=ax, shrink=0.8, label="slope")
axes[0].set_ylabel("output")
plt.show()

# %% [markdown] id="chain-about"
# ## 3. A chain is a product
#
# $f(x + d) \approx f(x) + J_f d$, and then $g$ does the same with what it gets: the change becomes $J_g (J_f d)$. So
# the chain rule for many numbers is the one from school, with matrices in it:
#
# $$J_{g \circ f} = J_g\, J_f , \qquad g \circ f:\ \text{first } f, \text{ then } g .$$
#
# The step that comes *last* stands *left*, and each Jacobian is taken at the place where its step is applied. Write
# the Jacobian of a small classifier, from its input to its probabilities:
# $\;x \to z = xW_1 + b_1 \to h = \tanh z \to s = hW_2 + b_2 \to p = \text{softmax}(s)$.


# %% id="chain" tags=["exercise"]
def jacobian_classifier(x, W1, b1, W2, b2):
    """The Jacobian of the four steps together, shape (classes, inputs)."""
    ### BEGIN SOLUTION
    #: go forwards once to know all the places, then multiply the four Jacobians.
    z = x @ W1 + b1
    s = np.tanh(z) @ W2 + b2
    return jacobian_softmax(s) @ jacobian_linear(W2) @ jacobian_tanh(z) @ jacobian_linear(W1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="chain"
# With 5 inputs, 7 hidden units and 3 classes, write down the shapes of the four Jacobians. In which order do they
# fit, and give a table of 3 rows and 5 columns?

# %% [markdown] tags=["hint"] for="chain"
# `jacobian_tanh` wants what goes *into* the tanh, and `jacobian_softmax` what goes into the softmax. Compute these
# two, then join the four with `@`, the last step first.

# %% [markdown] id="chain-check-about"
# Measured against the whole classifier at once.

# %% id="chain-check" tags=["check"]
rng = np.random.default_rng(2)
x_try = rng.normal(size=5)
parts = [rng.normal(size=shape) for shape in [(5, 7), (7,), (7, 3), (3,)]]
mine = jacobian_classifier(x_try, *parts)
measured = measured_jacobian(lambda x: softmax(np.tanh(x @ parts[0] + parts[1]) @ parts[2] + parts[3]), x_try)
assert np.shape(mine) == (3, 5), f"From five inputs to three probabilities: shape (3, 5), not {np.shape(mine)}."
error = np.abs(mine - measured).max() / np.abs(measured).max()
assert error < 1e-6, (
    f"Your product is off by {error:.1%} of the largest slope. "
    "Are all four steps in it, in order, each Jacobian taken at what goes into its step?"
)

# %% [markdown] id="cost-about"
# ### In which order to multiply?
#
# A product of many matrices can be worked out from either end, and the result is the same. The *price* is not. A
# matrix $(a, b)$ times a matrix $(b, c)$ takes $a\,b\,c$ multiplications.
#
# Let the chain go through the sizes $n_0 \to n_1 \to \dots \to n_L$, so that the Jacobians have the shapes
# $(n_1, n_0)$, $(n_2, n_1)$ and so on. Count both ways: *from the input* (the Jacobian of the first step, times the
# second from the left, …) and *from the output* (that of the last step, times the one before from the right, …).


# %% id="cost" tags=["exercise"]
def price_from_input(sizes):
    """Multiplications for the whole product, begun at the first step; sizes is a list [n0, n1, …, nL]."""
    ### BEGIN SOLUTION
    #: what has been multiplied so far always has n0 columns.
    return sum(sizes[i + 1] * sizes[i] * sizes[0] for i in range(1, len(sizes) - 1))
    ### END SOLUTION


def price_from_output(sizes):
    """Multiplications for the same product, begun at the last step."""
    ### BEGIN SOLUTION
    #: what has been multiplied so far always has nL rows.
    return sum(sizes[-1] * sizes[i] * sizes[i - 1] for i in range(1, len(sizes) - 1))
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="cost"
# Do it for $[2, 3, 4, 5]$: the shapes are $(3, 2)$, $(4, 3)$, $(5, 4)$. There are two products either way. Which
# shapes are multiplied in the first, which in the second?

# %% [markdown] tags=["hint"] for="cost"
# From the input: $(4,3)(3,2)$, which is $(4, 2)$, then $(5,4)(4,2)$: the last size is 2 each time. From the output:
# $(5,4)(4,3)$, which is $(5, 3)$, then $(5,3)(3,2)$: the first size is 5 each time. A chain of one step costs
# nothing.

# %% [markdown] id="cost-check-about"
# By hand.

# %% id="cost-check" tags=["check"]
for sizes, there, back in [([2, 3, 4, 5], 64, 90), ([10, 20, 1], 200, 200), ([7, 3], 0, 0), ([9, 8, 7, 1], 567, 128)]:
    mine = price_from_input(sizes), price_from_output(sizes)
    assert mine[0] == there, f"Sizes {sizes}: from the input it takes {there} multiplications, not {mine[0]}."
    assert mine[1] == back, f"Sizes {sizes}: from the output it takes {back} multiplications, not {mine[1]}."

# %% [markdown] id="price-guess-about"
# ### Predict
#
# A network goes 1,000 → 1,000 → 1,000 → 1,000 → 1: a thousand pixels in, one loss out. How many times cheaper is it
# to begin at the output?

# %% id="price-guess"
my_saving = None  # a factor

# %% [markdown] id="price-about"
# Three chains: many in and one out, as in training; one in and many out; and many to many.

# %% id="price"
chains = {
    "many → one": [1000, 1000, 1000, 1000, 1],
    "one → many": [1, 1000, 1000, 1000, 1000],
    "many → many": [1000] * 5,
}
fig, ax = plt.subplots(figsize=(8.5, 3.6))
for row, sizes in enumerate(chains.values()):
    for shift, price, colour, name in [
        (-0.18, price_from_input, ORANGE, "from the input"),
        (0.18, price_from_output, BLUE, "from the output"),
    ]:
        ax.barh(row + shift, price(sizes), height=0.34, color=colour, label=name if row == 0 else None)
        ax.text(price(sizes) * 1.1, row + shift, f"{price(sizes):,}", va="center", fontsize=9)
saving = price_from_input(chains["many → one"]) / price_from_output(chains["many → one"])
said = f" (you said {my_saving})" if my_saving else ""
ax.set(xscale="log", xlim=(1e5, 1e12), yticks=range(3), yticklabels=chains, xlabel="multiplications (log scale)")
ax.set_title(f"Training, many → one: {saving:,.0f} times cheaper from the output{said}")
ax.invert_yaxis()
ax.legend(loc="center right")
plt.show()

# %% [markdown] id="price-why"
# One loss, many weights: that is why networks are differentiated backwards. Begun at the output there is never a
# matrix times a matrix, only a *row* of slopes, of the length of one layer, that is handed from step to step and
# multiplied with each Jacobian on its way. And such a row times a Jacobian can mostly be had without ever building
# the Jacobian. With tanh, why multiply by a diagonal matrix, if one can multiply entry by entry? This handing back is
# *backpropagation*.

# %% [markdown] id="slopes-about"
# ## 4. The slope in a matrix
#
# Training asks for slopes in the *weights*, and these are a matrix. Let $f$ take a matrix $W$ to one number. Then
# there is one slope for every entry, and we keep them in the shape of $W$: the gradient $G$, with
# $G_{ij} = \partial f/\partial W_{ij}$.
#
# To find it without drowning in indices: **change $W$ by a little $dW$, keep what is of first order, and bring it
# into the form** "sum over all entries of (something) × $dW$". The something is the gradient. Try it for a vector:
# $f(x) = x \cdot Ax$ changes by
#
# $$dx \cdot Ax + x \cdot A\,dx = dx \cdot (Ax + A^\top x),$$
#
# so you can read off the gradient. Now the squared error, $f(W) = \frac{1}{2n}\sum (XW - Y)^2$, summed over all
# entries. With $R = XW - Y$ it changes by $\frac1n$ times the sum over all entries of $R \times (X\,dW)$. Bring the
# $X$ over to the other side; the shapes allow only one way.


# %% id="slopes" tags=["exercise"]
def quadratic_slope(A, x):
    """The gradient of x · A x, shape of x; A need not be symmetric."""
    ### BEGIN SOLUTION
    #: read it off above.
    return A @ x + A.T @ x
    ### END SOLUTION


def squared_error_slope(X, W, Y):
    """The gradient of the squared error above in W, of the shape of W; X is (n, inputs), Y is (n, units)."""
    ### BEGIN SOLUTION
    #: the residual, brought to the shape of W by a product with X.
    return X.T @ (X @ W - Y) / len(X)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="slopes"
# Take everything 1 × 1: $f(w) = \frac12(xw - y)^2$. You know its derivative from school. Which of its two factors
# becomes which matrix?

# %% [markdown] tags=["hint"] for="slopes"
# $W$ is (inputs, units), $X$ is $(n, \text{inputs})$, $R$ is $(n, \text{units})$. The sum over the $n$ examples has
# to happen inside the product, so the two $n$ must meet.

# %% [markdown] id="slopes-check-about"
# The judge again: a matrix is laid out as one long vector, measured, and folded back.


# %% id="slopes-check" tags=["check"]
def measured_gradient(f, W):
    """The slope of a number f(W) in every entry of W, measured."""
    return measured_jacobian(lambda flat: np.array([f(flat.reshape(W.shape))]), W.ravel()).reshape(W.shape)


def off(mine, measured):
    """The largest error, as a share of the largest slope."""
    return np.abs(mine - measured).max() / np.abs(measured).max()


rng = np.random.default_rng(3)
A_try, x_try = rng.normal(size=(4, 4)), rng.normal(size=4)
mine = quadratic_slope(A_try, x_try)
assert np.shape(mine) == (4,), f"The gradient has the shape of x, (4,); yours has {np.shape(mine)}."
error = off(mine, measured_gradient(lambda x: x @ A_try @ x, x_try))
assert error < 1e-6, (
    f"The slope of x · A x is off by {error:.0%} for an A that is not symmetric. Both x change, not only one."
)
X_try, W_try, Y_try = rng.normal(size=(8, 3)), rng.normal(size=(3, 2)), rng.normal(size=(8, 2))
mine = squared_error_slope(X_try, W_try, Y_try)
assert np.shape(mine) == (3, 2), f"The gradient has the shape of W, (3, 2); yours has {np.shape(mine)}."
error = off(mine, measured_gradient(lambda W: ((X_try @ W - Y_try) ** 2).sum() / 16, W_try))
assert error < 1e-6, f"The slope of the squared error is off by {error:.1%}. Look at the sign, and at ½ and 1/n."

# %% [markdown] id="normal-about"
# What is a formula for the slope good for? One can ask where it is zero. $X^\top(XW - Y) = 0$ is a set of linear
# equations for $W$, the *normal equations*: one solve, and no walking downhill. **Predict:** below, a polynomial is
# fitted that way to 12 points; what will the slope be, at its best $W$ and at a $W$ that is 1 % larger?
#
# *Your words:*
#

# %% id="normal"
rng = np.random.default_rng(SEED)
place = np.linspace(-1, 1, 12)
height = (np.sin(3 * place) + 0.15 * rng.normal(size=12))[:, None]
powers = place[:, None] ** np.arange(4)
best = np.linalg.solve(powers.T @ powers, powers.T @ height)
fine = np.linspace(-1, 1, 200)
fig, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.6))
left.vlines(place, height[:, 0], (powers @ best)[:, 0], color=ORANGE, lw=2, label="residuals")
left.plot(fine, fine[:, None] ** np.arange(4) @ best, color=BLUE, lw=2, label="where the slope is zero")
left.plot(place, height, "o", color=BLACK, ms=5)
left.set(xlabel="x", ylabel="y", title="A cubic through 12 points")
left.legend()
for factor, shift, colour in [(1.0, -0.18, BLUE), (1.01, 0.18, VERMILION)]:
    slope = squared_error_slope(powers, factor * best, height)[:, 0]
    right.bar(
        np.arange(4) + shift, np.abs(slope) + 1e-18, width=0.34, color=colour, label=f"{factor:g} × the best weights"
    )
right.set(
    yscale="log", ylim=(1e-18, 1e4), xticks=range(4), xlabel="weight of x to the power of", ylabel="size of the slope"
)
right.set_title("Zero, as far as 64 bits go")
right.legend(loc="upper left")
plt.show()

# %% [markdown] id="layer-about"
# ## 5. A layer, backwards
#
# Here is a whole layer for a batch, one example a row: $Z = XW + b$, $H = \tanh Z$. Suppose someone after it hands
# you $D$, the slope of the loss in every entry of $H$. You owe three answers: the slopes in $W$ and in $b$, and the
# slope in $X$, to hand on.
#
# - Through the tanh: every entry knows its own input alone, so no Jacobian is needed; multiply $D$ entry by entry.
#   Call the result $D_Z$.
# - Through $Z = XW + b$: the change of the loss is the sum over all entries of $D_Z \times (dX\,W + X\,dW + db)$.
#   Read off three gradients as in section 4. In the last term $b$ was added to *every* row, so its slopes add up over
#   the rows.


# %% id="layer" tags=["exercise"]
def layer_forward(X, W, b):
    """What the layer makes of a batch, shape (n, units)."""
    return np.tanh(X @ W + b)


def layer_backward(X, W, H, D):
    """From H = layer_forward(X, W, b) and the slope D in H: the slopes in X, in W and in b, each in its own shape."""
    ### BEGIN SOLUTION
    #: back through the tanh (H tells its slope), then the three answers.
    D_Z = D * (1 - H**2)
    return D_Z @ W.T, X.T @ D_Z, D_Z.sum(axis=0)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="layer"
# Leave the tanh out at first and write down all shapes. Every answer has the shape of what it belongs to, and for
# each only one product of two known matrices has it.

# %% [markdown] tags=["hint"] for="layer"
# The slope of tanh at $Z$ is $1 - \tanh^2 Z$, and $\tanh Z$ is $H$: you need not compute it again. Multiply with `*`,
# entry by entry.

# %% [markdown] tags=["hint"] for="layer"
# The slope in $W$ is the one of section 4 with $D_Z$ in the place of the residual: $X^\top D_Z$. What went out
# through $W$ comes back through $W^\top$: $D_Z W^\top$.

# %% [markdown] id="layer-check-about"
# The loss of the check is the sum over all entries of $D \times H$, for some $D$. Measured first, then the jury.

# %% id="layer-check" tags=["check"]
rng = np.random.default_rng(4)
X_try, W_try, b_try, D_try = (rng.normal(size=shape) for shape in [(6, 5), (5, 3), (3,), (6, 3)])
copies = [array.copy() for array in (X_try, W_try, D_try)]
answers = layer_backward(X_try, W_try, layer_forward(X_try, W_try, b_try), D_try)
assert len(answers) == 3, f"Three answers are owed, for X, W and b; yours are {len(answers)}."
assert all(np.array_equal(a, b) for a, b in zip(copies, (X_try, W_try, D_try), strict=True)), (
    "An input was changed on the way."
)
inputs = [torch.tensor(array, device=DEVICE, requires_grad=True) for array in (X_try, W_try, b_try)]
jury = torch.autograd.grad(
    (torch.tanh(inputs[0] @ inputs[1] + inputs[2]) * torch.tensor(D_try, device=DEVICE)).sum(), inputs
)
tips = {
    "X": "What went out through the tanh and through W has to come back through both.",
    "W": "Did it go back through the tanh, and was it summed over the examples?",
    "b": "Did it go back through the tanh, and was it added up over the rows?",
}
losses = [
    lambda X: (D_try * layer_forward(X, W_try, b_try)).sum(),
    lambda W: (D_try * layer_forward(X_try, W, b_try)).sum(),
    lambda b: (D_try * layer_forward(X_try, W_try, b)).sum(),
]
for name, mine, f, at, torchs in zip("XWb", answers, losses, (X_try, W_try, b_try), jury, strict=True):
    assert np.shape(mine) == at.shape, (
        f"The slope in {name} has the shape of {name}, {at.shape}; yours has {np.shape(mine)}."
    )
    error = off(mine, measured_gradient(f, at))
    assert error < 1e-6, f"Your slope in {name} is off by {error:.1%} of the largest. {tips[name]}"
    assert off(mine, torchs.cpu().numpy()) < 1e-10, (
        f"Your slope in {name} and PyTorch's differ after fewer than ten digits."
    )

# %% [markdown] id="blocks-about"
# What did you save? The full Jacobian of a layer takes all numbers of the batch to all numbers of its output.
# **Predict:** for 4 examples of 5 inputs and 3 units, which part of it is white, zero?
#
# *Your words:*
#

# %% id="blocks"
rng = np.random.default_rng(4)
six, W_few, b_few = (rng.normal(size=shape) for shape in [(6, 5), (5, 3), (3,)])
four = six[:4]
full = measured_jacobian(lambda flat: layer_forward(flat.reshape(4, 5), W_few, b_few).ravel(), four.ravel())
fig, ax = plt.subplots(figsize=(7.5, 4.4))
limit = np.abs(full).max()
picture = ax.imshow(full, cmap="PuOr", vmin=-limit, vmax=limit)
for border in (1, 2, 3):
    ax.axvline(5 * border - 0.5, color="#999999", lw=0.8)
    ax.axhline(3 * border - 0.5, color="#999999", lw=0.8)
ax.set(xticks=5 * np.arange(4) + 2, xticklabels=[f"example {k}" for k in range(4)], xlabel="inputs")
ax.set(yticks=3 * np.arange(4) + 1, yticklabels=[f"example {k}" for k in range(4)], ylabel="outputs")
ax.set_title(f"{full.size} slopes, {np.mean(np.abs(full) < 1e-12):.0%} of them zero")
fig.colorbar(picture, ax=ax, label="slope", shrink=0.8)
plt.show()

# %% [markdown] id="blocks-why"
# Examples do not know each other. With 32 of them and 64 units, 97 % of four million slopes are zero, and your three
# lines never touch one of them.

# %% [markdown] id="normalise-about"
# ## 6. A step where everyone knows everyone
#
# One more, the hardest here, and every transformer has dozens of it. **Normalise** each row of $m$ numbers: take off
# its mean, divide by its spread (the tiny $\epsilon$ is there so that nothing is ever divided by zero),
#
# $$\mu = \frac1m\sum_j x_j, \qquad \sigma = \sqrt{\frac1m\sum_j (x_j - \mu)^2 + \epsilon},
# \qquad \hat x_j = \frac{x_j - \mu}{\sigma} .$$
#
# Each $\hat x_i$ depends on every $x_j$ in three ways: directly, through the mean, and through the spread. Worked out
# (with a pencil it is half a page), the Jacobian of a row is
#
# $$\frac{\partial \hat x_i}{\partial x_j}
# = \frac1\sigma\Bigl(\delta_{ij} - \frac1m - \frac1m\,\hat x_i\,\hat x_j\Bigr).$$
#
# Three terms, three ways. Given the slopes $D$ in $\hat X$, hand them back: for one row, the slope in $x_j$ is
# $\sum_i D_i\,\partial\hat x_i/\partial x_j$. Do the sum on paper for each term; two of them are means over the row.
# Then you need no $m \times m$ matrix at all.


# %% id="normalise" tags=["exercise"]
def normalise(X, epsilon=1e-5):
    """Every row with mean 0 and spread 1; also the σ of every row, shape (n, 1)."""
    ### BEGIN SOLUTION
    #: mean and σ of every row, kept as columns so that they fit.
    centred = X - X.mean(axis=1, keepdims=True)
    sigma = np.sqrt((centred**2).mean(axis=1, keepdims=True) + epsilon)
    return centred / sigma, sigma
    ### END SOLUTION


def normalise_backward(X_hat, sigma, D):
    """The slope in X, from what `normalise` gave and the slope D in X_hat; all of shape (n, m), but for sigma."""
    ### BEGIN SOLUTION
    #: three terms: D itself, its mean over the row, and x̂ times the mean over the row of D times x̂.
    through_mean = D.mean(axis=1, keepdims=True)
    through_spread = X_hat * (D * X_hat).mean(axis=1, keepdims=True)
    return (D - through_mean - through_spread) / sigma
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="normalise"
# Forwards first: every row has its own mean and its own σ, so the averages go along a row. Backwards: what does
# $\sum_i D_i\,\delta_{ij}$ leave over?

# %% [markdown] tags=["hint"] for="normalise"
# $\sum_i D_i \cdot \frac1m$ is the mean of $D$ over the row, the same for all $j$. And
# $\sum_i D_i\,\frac1m\,\hat x_i\,\hat x_j$ is $\hat x_j$ times another mean over the row.

# %% [markdown] tags=["hint"] for="normalise"
# Means with `axis=1, keepdims=True`. The first is `D.mean(…)`, the other `(D * X_hat).mean(…)`, which is then
# multiplied by `X_hat`. Take both off `D`, and divide by σ at the end.

# %% [markdown] id="normalise-check-about"
# Measured, then compared with `layer_norm` of PyTorch.

# %% id="normalise-check" tags=["check"]
rng = np.random.default_rng(5)
X_try, D_try = 3 * rng.normal(size=(4, 6)) + 2, rng.normal(size=(4, 6))
X_hat, sigma = normalise(X_try)
assert np.shape(X_hat) == (4, 6), f"Normalised rows have the shape they had, (4, 6), not {np.shape(X_hat)}."
assert np.shape(sigma) == (4, 1), f"Every row has one σ, kept as a column of shape (4, 1); yours has {np.shape(sigma)}."
assert np.allclose(X_hat.mean(axis=1), 0), (
    f"Every row should have the mean 0; yours have {X_hat.mean(axis=1).round(3)}."
)
assert np.allclose(X_hat.std(axis=1), 1, atol=1e-3), (
    f"Every row should have the spread 1; yours have {X_hat.std(axis=1).round(3)}."
)
leaf = torch.tensor(X_try, device=DEVICE, requires_grad=True)
out = torch.nn.functional.layer_norm(leaf, (6,), eps=1e-5)
assert np.allclose(X_hat, out.detach().cpu().numpy(), rtol=1e-9, atol=1e-12), (
    "PyTorch's layer_norm gives other rows. Is ε inside the root?"
)
mine = normalise_backward(X_hat, sigma, D_try)
assert np.shape(mine) == (4, 6), f"The slope in X has the shape of X, (4, 6); yours has {np.shape(mine)}."
error = off(mine, measured_gradient(lambda X: (D_try * normalise(X)[0]).sum(), X_try))
assert error < 1e-6, (
    f"Your slope is off by {error:.1%} of the largest. "
    f"Every row of it should sum to zero; yours sum to up to {np.abs(mine.sum(axis=1)).max():.2g}. Are all "
    "three ways in it?"
)
(torchs,) = torch.autograd.grad((out * torch.tensor(D_try, device=DEVICE)).sum(), leaf)
assert off(mine, torchs.cpu().numpy()) < 1e-10, "Your slope and PyTorch's differ after fewer than ten digits."

# %% [markdown] id="blind-guess-about"
# ### Predict
#
# Look at the Jacobian of one normalised row of six numbers. It has six singular values. Some are zero: there are ways
# to change the row which the result does not notice. How many, and which?

# %% id="blind-guess"
my_blind = {"how many": None, "which": ""}

# %% [markdown] id="blind-about"
# The Jacobian, measured, and its singular values.

# %% id="blind"
row = 3 * np.random.default_rng(5).normal(size=6) + 2
J = measured_jacobian(lambda x: normalise(x[None])[0][0], row)
strengths = np.linalg.svd(J, compute_uv=False)
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
limit = np.abs(J).max()
picture = left.imshow(J, cmap="PuOr", vmin=-limit, vmax=limit)
left.set(title="everyone knows everyone", xlabel="input", ylabel="output", xticks=range(6), yticks=range(6))
fig.colorbar(picture, ax=left, label="slope")
right.semilogy(range(1, 7), strengths.clip(1e-12), "o", color=BLUE, ms=9)
said = f" (you said {my_blind['how many']})" if my_blind["how many"] is not None else ""
blind = int((strengths < 1e-3 * strengths[0]).sum())
right.set(
    xlabel="singular value, largest first",
    ylabel="strength",
    ylim=(1e-13, 10),
    title=f"{blind} directions go unnoticed{said}",
)
plt.show()

# %% [markdown] id="blind-why"
# Two. Add the same number to all six, and the mean takes it away. Stretch them all around the mean, and the spread
# takes it away (but for the tiny $\epsilon$, so that this one is not quite zero). What does not get through forwards
# cannot come back backwards either: no slope will ever point in those two directions. That is the purpose: a network
# with such steps cannot drift off to larger and larger numbers.

# %% [markdown] id="net-about"
# ## 7. All together
#
# Now a network of your own steps: a layer, a normalisation, a linear step, and the squared error,
#
# $$X \to H = \tanh(XW_1 + b_1) \to \hat H = \text{normalise}(H)
# \to P = \hat H W_2 + b_2 \to f = \frac{1}{2n}\sum (P - Y)^2 .$$
#
# Write its loss and all its slopes. You have every piece: the slope of the loss in $P$ is $(P - Y)/n$, and then it
# goes back, step by step.


# %% id="net" tags=["exercise"]
def loss_and_slopes(parts, X, Y):
    """The loss, and a list of its slopes in W1, b1, W2, b2, in this order; parts is the list [W1, b1, W2, b2]."""
    W1, b1, W2, b2 = parts
    ### BEGIN SOLUTION
    #: forwards, keeping what the way back will need; then from the loss to the first layer.
    H = layer_forward(X, W1, b1)
    H_hat, sigma = normalise(H)
    P = H_hat @ W2 + b2
    D_P = (P - Y) / len(X)
    D_H = normalise_backward(H_hat, sigma, D_P @ W2.T)
    _, D_W1, D_b1 = layer_backward(X, W1, H, D_H)
    return ((P - Y) ** 2).sum() / (2 * len(X)), [D_W1, D_b1, H_hat.T @ D_P, D_P.sum(axis=0)]
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="net"
# Draw the chain, and above each arrow write the shape of what passes, for 10 examples, 2 inputs, 8 hidden units and 1
# output. The slopes that go back have the same shapes.

# %% [markdown] tags=["hint"] for="net"
# The last step is linear, without a tanh: the slope in $W_2$ is what came in, transposed, times what comes back. Each
# step back uses what its own step made on the way forwards, so keep $H$, $\hat H$ and σ.

# %% [markdown] tags=["hint"] for="net"
# In order: $D_P$; then $D_{\hat H} = D_P W_2^\top$; then `normalise_backward`; then `layer_backward`. The slopes of
# $W_2$ and $b_2$ come from $D_P$ alone.

# %% [markdown] id="net-check-about"
# All slopes at once, measured and by the jury.

# %% id="net-check" tags=["check"]
MEASURED_MOST, TORCH_MOST = 1e-6, 1e-10
rng = np.random.default_rng(6)
X_try, Y_try = rng.normal(size=(10, 2)), rng.normal(size=(10, 1))
parts_try = [rng.normal(size=shape) for shape in [(2, 8), (8,), (8, 1), (1,)]]
loss, slopes = loss_and_slopes(parts_try, X_try, Y_try)
leaves = [torch.tensor(part, device=DEVICE, requires_grad=True) for part in parts_try]
there = torch.nn.functional.layer_norm(
    torch.tanh(torch.tensor(X_try, device=DEVICE) @ leaves[0] + leaves[1]), (8,), eps=1e-5
)
judged = ((there @ leaves[2] + leaves[3] - torch.tensor(Y_try, device=DEVICE)) ** 2).sum() / 20
jury = [slope.cpu().numpy() for slope in torch.autograd.grad(judged, leaves)]
assert np.ndim(loss) == 0, "The loss is one number."
assert np.isclose(loss, judged.item()), (
    f"The loss should be {judged.item():.5f}, as defined above; yours is {loss:.5f}."
)
found = [np.shape(slope) for slope in slopes]
assert found == [(2, 8), (8,), (8, 1), (1,)], (
    f"Each slope has the shape of what it belongs to, in order; yours are {found}."
)
gaps = {"measured": 0.0, "torch": 0.0}
for place in (3, 2, 1, 0):
    name = ["W1", "b1", "W2", "b2"][place]
    measured = measured_gradient(
        lambda part, place=place: loss_and_slopes([*parts_try[:place], part, *parts_try[place + 1 :]], X_try, Y_try)[0],
        parts_try[place],
    )
    error = off(slopes[place], measured)
    assert error < MEASURED_MOST, f"Your slope in {name} is off by {error:.1%} of the largest" + (
        ". What stands behind it in the chain is right." if place < 3 else ". It is the last step, so begin here."
    )
    gaps["measured"] = max(gaps["measured"], error)
    gaps["torch"] = max(gaps["torch"], off(slopes[place], jury[place]))
assert gaps["torch"] < TORCH_MOST, (
    f"Yours and PyTorch's agree only to {gaps['torch']:.0e}; was something rounded to 32 bits?"
)

# %% [markdown] id="train-about"
# And does it learn? A wavy curve, 80 noisy points, gradient descent with nothing but your slopes. **Predict:** what
# will the curve look like after 30 steps? The many bends, or the broad trend first?
#
# *Your words:*
#

# %% id="train"
rng = np.random.default_rng(SEED)
place = np.sort(rng.uniform(-1, 1, size=(80, 1)), axis=0)


def truth(x):
    return np.sin(5 * x) * np.exp(-x)


height = truth(place) + 0.15 * rng.normal(size=place.shape)
sizes = [(1, HIDDEN), (HIDDEN,), (HIDDEN, 1), (1,)]
parts = [spread * rng.normal(size=size) for spread, size in zip([3, 3, 0.1, 0], sizes, strict=True)]
fine = np.linspace(-1, 1, 300)[:, None]
losses, shots = [], {}
for step in range(STEPS + 1):
    if step in (30, 300, STEPS):
        shots[step] = normalise(layer_forward(fine, *parts[:2]))[0] @ parts[2] + parts[3]
    loss, slopes = loss_and_slopes(parts, place, height)
    losses.append(loss)
    parts = [part - RATE * slope for part, slope in zip(parts, slopes, strict=True)]

fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.9), width_ratios=[1.5, 1])
left.plot(place, height, "o", color="#999999", ms=4)
left.plot(fine, truth(fine), ":", color=BLACK, lw=2, label="the curve behind the points")
for (step, shape), colour, style in zip(shots.items(), [SKY, ORANGE, BLUE], ["--", "-.", "-"], strict=True):
    left.plot(fine, shape, style, color=colour, lw=2, label=f"after {step:,} steps")
left.set(xlabel="x", ylabel="y", title="A network with hand-made slopes")
left.legend(fontsize=9)
right.loglog(np.arange(1, len(losses) + 1), losses, color=BLUE, lw=2)
right.set(xlabel="step (log scale, counted from 1)", ylabel="loss", title=f"from {losses[0]:.2f} to {losses[-1]:.4f}")
plt.show()

# %% [markdown] id="train-check-about"
# The broad trend came first, the bends after it. A last check: the loss should be down to about what the noise leaves.

# %% id="train-check" tags=["check"]
assert losses[-1] < 0.05 * losses[0], (
    f"With these slopes the loss should fall to a small part of its start; it went {losses[0]:.3f} → {losses[-1]:.3f}."
)
assert losses[-1] < 0.03, f"The noise alone makes a loss of about 0.011; yours ended at {losses[-1]:.4f}."

# %% [markdown] id="metric-about"
# Two numbers to remember this by: how far your slopes are from the measured ones, and from PyTorch's. The next cells
# note them in your progress, if the curriculum panel is there; otherwise they show nothing.

# %% id="metric-measured"
result = {"name": "slopes by hand, gap to measured ones", "value": gaps["measured"], "unit": "of the largest slope"}
display({"application/vnd.dl-curriculum.metric+json": result | {"at_most": MEASURED_MOST}}, raw=True)

# %% [markdown] id="metric-torch-about"
# And the jury's verdict.

# %% id="metric-torch"
result = {"name": "slopes by hand, gap to PyTorch's", "value": gaps["torch"], "unit": "of the largest slope"}
display({"application/vnd.dl-curriculum.metric+json": result | {"at_most": TORCH_MOST}}, raw=True)

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original network: while you play, do not
# mind them.)
#
# 1. Leave one of the three terms out of `normalise_backward` and train again. Does the network still learn? How would
#    you ever have noticed without a check?
# 2. Run the gradient check in 32 bits (`.astype(np.float32)` on everything). What is the smallest gap you can get,
#    and with which $\varepsilon$?
# 3. Replace tanh by ReLU, $\max(z, 0)$, in `layer_forward`. What is its Jacobian, and what must change in
#    `layer_backward`?
# 4. `HIDDEN = 4`. Which bends of the curve are given up first?
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
# - Carl Jacobi made the table of slopes a subject in 1841. That it can be handed back through a long calculation for
#   the price of a few runs was worked out by Seppo Linnainmaa in 1970.
# - A survey of how machines do it today: Baydin and others, [Automatic differentiation in machine
#   learning](https://arxiv.org/abs/1502.05767), 2015.
# - The normalisation of rows: Ba, Kiros and Hinton, [Layer normalization](https://arxiv.org/abs/1607.06450), 2016.
#
# You meet it again in `net-from-scratch`, where the same three answers of a layer become backpropagation for any
# depth, and in `autograd`, where the computer keeps the books for you. The row of slopes that is handed back will
# never leave you.
#
# **When it hurts**
#
# - All of it, slower and with every step: Parr and Howard, [The matrix calculus you need for deep
#   learning](https://explained.ai/matrix-calculus/).
# - To see the chain rule: [Backpropagation calculus](https://www.3blue1brown.com/lessons/backpropagation-calculus) by
#   3Blue1Brown, 10 minutes.
# - A formula to look up: [matrixcalculus.org](https://www.matrixcalculus.org/) derives what you type.
# - A slope refuses to match: make everything 1 × 1, then one row, then two. Where it breaks for the first time is the
#   mistake.
