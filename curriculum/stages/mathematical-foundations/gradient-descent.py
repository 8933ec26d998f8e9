# %% [markdown] id="question"
# # Gradient descent: the number that decides everything
#
# Let go of a marble on the side of a valley. It cannot see the valley; it feels only the slope under itself. So it
# does the one thing it can: it moves a little way downhill, feels again, moves again.
#
# $$x_{k+1} = x_k - \eta\,\nabla f(x_k)$$
#
# Nearly every network you have ever used was found by some version of this line. Here $f$ is the height of the valley
# (the loss), $\nabla f$ its slope (the *gradient*, one number for each coordinate of $x$), and $\eta$ ("eta") the
# *learning rate*: how far to trust the slope.
#
# Now the strange part. Make $\eta$ a bit too small and the marble needs a thousand steps. Make it a bit too large and
# it does not arrive a bit less well: it flies off to infinity. **Where is the border, and can you know it before you
# cross it?** And how can a marble with a little memory do in 95 steps what a forgetful one does in 709?
#
# By the end you will be able to
#
# - say from the curvature of a loss which learning rates work, which is best, and which break;
# - explain what an ill-conditioned problem is, and cure it in two ways;
# - write gradient descent, momentum, and a measurement of curvature, each in a few lines;
# - predict, before training on real handwritten digits, the learning rate at which training stops working.
#
# It takes about 75 minutes. Cells that hold a `raise NotImplementedError` are yours; the cell after each one checks
# it. Where a cell asks for a guess, write one down before you run on: a wrong guess teaches more than none.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"numpy": "numpy", "matplotlib": "matplotlib", "sklearn": "scikit-learn"}

# %% [markdown] id="tools-about"
# First the tools: numpy for the numbers, matplotlib for the pictures. The colours are the Okabe–Ito palette, which
# stays readable with any kind of colour vision.

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
# These are the knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0  # which digits go to the test set
RIDGE = 1e-3  # how strongly large weights are pulled back, in the last part
SWEEP_RATES = 20  # how many learning rates the last experiment tries
SWEEP_STEPS = 150  # how long it tries each one

# %% [markdown] id="walk-about"
# ## 1. One line, repeated
#
# Write the marble. `gradient` is a function that returns the slope at a place; a place is a numpy array of any shape.
# Keep the whole path, not just the end: the pictures are drawn from it.


# %% id="descend" tags=["exercise"]
def descend(gradient, start, rate, steps):
    """Gradient descent: every place visited, shape (steps + 1, *start.shape); the first is the start itself."""
    ### BEGIN SOLUTION
    #: start a list with `start` as floats, then `steps` times: go from the last place against the slope, append.
    #: Return the list as one numpy array.
    path = [np.asarray(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - rate * gradient(path[-1]))
    return np.array(path)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="descend"
# The gradient points uphill. Which place is one step, and how many places does a walk of `steps` steps visit?

# %% [markdown] tags=["hint"] for="descend"
# Keep a list of places. In every round look at its last entry, ask `gradient` for the slope *there*, and append a
# new array. If you change an array in place (`x -= …`), all entries of the list become the same array.

# %% [markdown] id="descend-check-about"
# The check walks down $f(x) = \tfrac12 \cdot 4x^2$, where the slope is $4x$, by hand.

# %% id="descend-check" tags=["check"]
begin = np.array([1.0])
walk = descend(lambda x: 4 * x, begin, rate=0.1, steps=2)
assert isinstance(walk, np.ndarray), f"The path should be one numpy array; it is a {type(walk).__name__}."
assert walk.shape == (3, 1), f"Two steps from one number visit three places: shape (3, 1), not {walk.shape}."
assert begin[0] == 1.0, "The start itself was changed. Make a new array for every place."
assert walk[0, 0] == 1.0, (
    f"A path begins where the marble is let go, at 1.0; yours begins at {walk[0, 0]:.3g}. Has every place on it an "
    "array of its own?"
)
assert walk[1, 0] < 1.0, f"The slope at 1 is positive, so downhill is to the left; yours went to {walk[1, 0]:.3g}."
assert np.isclose(walk[1, 0], 0.6), f"From 1 with slope 4 and rate 0.1 one lands on 0.6, not on {walk[1, 0]:.4g}."
assert np.isclose(walk[2, 0], 0.36), f"The second step should feel the slope at 0.6; yours landed on {walk[2, 0]:.4g}."
flat = descend(lambda x: 2 * x, np.ones((3, 2)), rate=0.25, steps=4)
assert flat.shape == (5, 3, 2), f"A place may be a matrix: expected shape (5, 3, 2), got {flat.shape}."
assert np.allclose(flat[-1], 0.5**4), "With slope 2x and rate 0.25 every step should halve every entry."

# %% [markdown] id="bowl-guess-about"
# ### Predict
#
# The plainest valley there is: $f(x) = \tfrac12 x^2$, slope $x$, curvature 1 (the *curvature*, or second derivative,
# says how fast the slope changes). The marble starts at $x = 1$ and makes 12
# steps. What will it do at each of these four learning rates? A few words each (*crawls*, *arrives at once*, …); your
# words appear under the pictures.

# %% id="bowl-guess"
my_guess = {0.1: "", 1.0: "", 1.9: "", 2.1: ""}

# %% [markdown] id="bowl-about"
# Now let go of the marble four times.

# %% id="bowl"
fig, axes = plt.subplots(1, 4, figsize=(12, 3.4), sharey=True)
x = np.linspace(-3.4, 3.4, 200)
for ax, (rate, guess) in zip(axes, my_guess.items(), strict=True):
    walk = descend(lambda x: x, np.array([1.0]), rate, 12)[:, 0]
    ax.plot(x, x**2 / 2, color="#bbbbbb", lw=2)
    ax.plot(walk, walk**2 / 2, color=BLUE, lw=1)
    ax.scatter(walk, walk**2 / 2, c=np.arange(13), cmap="viridis", zorder=3, s=28)
    ax.plot(walk[0], walk[0] ** 2 / 2, "o", ms=11, mfc="none", mec=VERMILION, mew=1.5)
    ax.set(title=f"rate {rate}: ends at x = {walk[-1]:.2g}", xlabel="x" + (f"\nyou said: {guess}" if guess else ""))
axes[0].set(ylabel="height f(x)", ylim=(-0.3, 6))
fig.suptitle("Twelve steps in the same bowl, dark to bright; the ring marks the start")
plt.show()

# %% [markdown] id="bowl-why"
# Four behaviours, and one multiplication explains them all. In a bowl of curvature $\lambda$,
# $f(x) = \tfrac12\lambda x^2$, the slope is $\lambda x$, so
#
# $$x_{k+1} = x_k - \eta\lambda x_k = (1 - \eta\lambda)\,x_k .$$
#
# Every step multiplies the distance by the same **factor** $1 - \eta\lambda$. Between 0 and 1: a calm approach. Zero:
# one step. Between $-1$ and 0: it jumps to the other side, but closer. Beyond $-1$: every jump is longer than the
# last. The border is $|1 - \eta\lambda| = 1$, that is
#
# $$\eta = \frac{2}{\lambda}.$$
#
# Nothing about the border depends on where you start or how deep the valley is. **Only the curvature matters.**

# %% [markdown] id="rates-about"
# ## 2. A valley that is steep one way and flat the other
#
# Real losses have many directions, each with a curvature of its own. Around a minimum they can be untangled (by turning
# the axes to the eigenvectors of the matrix of second derivatives), and then each coordinate is a bowl for itself:
#
# $$f(x) = \tfrac12 \sum_i \lambda_i x_i^2 .$$
#
# But there is only *one* learning rate for all of them. Call the smallest curvature $\mu$ and the largest $L$. The
# slowest direction decides when you arrive, so what counts is the **worst factor**, the largest
# $|1 - \eta\lambda_i|$.
#
# Write it, and then the rate that makes it as small as possible. Pencil and paper first: as $\eta$ grows from zero,
# which direction is the worst one at the start? Which one becomes the worst later? What holds where they change
# places?


# %% id="rates" tags=["exercise"]
def worst_factor(rate, curvatures):
    """The factor by which the slowest direction shrinks in a step (above 1: it grows); curvatures: a list or array."""
    ### BEGIN SOLUTION
    #: the factor of every direction is above; which one is the slowest, whatever its sign?
    return np.max(np.abs(1 - rate * np.asarray(curvatures)))
    ### END SOLUTION


def best_rate(curvatures):
    """The learning rate with the smallest worst factor."""
    ### BEGIN SOLUTION
    #: one formula in the smallest and the largest curvature.
    return 2 / (np.min(curvatures) + np.max(curvatures))
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="rates"
# A factor of $-0.9$ is as slow as one of $0.9$. Draw $|1 - \eta\mu|$ and $|1 - \eta L|$ over $\eta$, by hand, in one
# picture: two letters V. Where is the higher of the two at its lowest?

# %% [markdown] tags=["hint"] for="rates"
# At the best rate the flat direction still crawls, with factor $1 - \eta\mu > 0$, and the steep one already
# overshoots, with factor $1 - \eta L < 0$; both are equally slow. Write that as an equation without absolute values.

# %% [markdown] tags=["hint"] for="rates"
# The equation is $1 - \eta\mu = \eta L - 1$. Solve it for $\eta$.

# %% [markdown] id="rates-check-about"
# The check tries your rate against 2,000 others; no list of directions between $\mu$ and $L$ may change the answer.

# %% id="rates-check" tags=["check"]
assert np.isclose(worst_factor(0.1, [1.0]), 0.9), "One direction of curvature 1 at rate 0.1 shrinks by the factor 0.9."
assert np.ndim(worst_factor(0.1, [1.0, 4.0])) == 0, "All directions together have one worst factor, a single number."
assert np.isclose(worst_factor(0.1, [1.0, 4.0]), 0.9), "At a small rate the flat direction is the slow one."
assert np.isclose(worst_factor(0.45, [1.0, 4.0]), 0.8), "Overshooting is slow too: 1 − 0.45·4 is −0.8, and size counts."
assert worst_factor(0.51, [1.0, 4.0]) > 1, "At rate 0.51 a direction of curvature 4 should grow."
for bends in ([1.0, 4.0], [1.0, 100.0], [0.5, 3.0, 7.0, 8.0]):
    mine, condition = best_rate(bends), max(bends) / min(bends)
    others = np.linspace(0, 2 / max(bends), 2001)
    rival = min(others, key=lambda rate: worst_factor(rate, bends))
    assert worst_factor(mine, bends) < 1, f"With curvatures {bends} your rate {mine:.4g} does not even converge."
    assert worst_factor(mine, bends) <= worst_factor(rival, bends) + 1e-9, (
        f"With curvatures {bends} the rate {rival:.4g} shrinks faster than your {mine:.4g}."
    )
    assert np.isclose(worst_factor(mine, bends), (condition - 1) / (condition + 1)), (
        f"With curvatures {bends} the best factor is {(condition - 1) / (condition + 1):.4f}; at your rate it is "
        f"{worst_factor(mine, bends):.4f}."
    )

# %% [markdown] id="vee-about"
# Here is the picture behind it, for curvatures 1 and 10: what each direction does, and what the worst one does.

# %% id="vee"
rates = np.linspace(0, 0.25, 400)
fig, ax = plt.subplots(figsize=(7.5, 4))
ax.plot(rates, abs(1 - rates * 1), color=SKY, lw=2, label="flat direction, |1 − η·1|")
ax.plot(rates, abs(1 - rates * 10), color=ORANGE, lw=2, label="steep direction, |1 − η·10|")
ax.plot(rates, [worst_factor(rate, [1, 10]) for rate in rates], color=BLACK, lw=3, ls=":", label="the worst of the two")
best = best_rate([1, 10])
ax.plot(best, worst_factor(best, [1, 10]), "*", color=VERMILION, ms=16, label=f"best rate, {best:.3f}")
ax.axvspan(0.2, 0.25, color=VERMILION, alpha=0.15, lw=0)
ax.text(0.225, 0.3, "diverges\nη > 2/L", ha="center", color="#8a3c00")
ax.set(xlabel="learning rate η", ylabel="factor per step", xlim=(0, 0.25), ylim=(0, 1.5))
ax.set_title("The best rate sits close to the edge")
ax.legend(loc="upper left", bbox_to_anchor=(0.0, 1.0), ncols=2, fontsize=9)
plt.show()

# %% [markdown] id="valley-guess-about"
# ### Predict
#
# Seen from above, the valley with curvatures 1 and 10 is a long ellipse. The marble starts at the upper right.
# Sketch, or say in words, the path at a rate *half* the best one, *at* the best one, and just *below the edge*. Which
# of the three zigzags, and along which axis?

# %% id="valley-guess"
my_paths = {"half the best": "", "the best": "", "near the edge": ""}

# %% [markdown] id="valley-about"
# The three walks, 25 steps each.


# %% id="valley"
def draw_valley(ax, curvatures, span=1.3):
    """Contours of the valley with these two curvatures; the steep one is upright."""
    X, Y = np.meshgrid(np.linspace(-span, span, 200), np.linspace(-span, span, 200))
    height = (curvatures[0] * X**2 + curvatures[1] * Y**2) / 2
    ax.contour(X, Y, height, levels=np.geomspace(0.01, 1, 9) * height.max(), cmap="viridis", alpha=0.5, linewidths=1)
    ax.plot(0, 0, "+", color=BLACK, ms=12, mew=2)
    ax.set(xlabel="flat direction, $x_1$", ylabel="steep direction, $x_2$", aspect="equal")


bends = np.array([1.0, 10.0])
fig, axes = plt.subplots(1, 3, figsize=(12, 4.4))
for ax, (name, guess), rate in zip(axes, my_paths.items(), [best / 2, best, 0.196], strict=True):
    walk = descend(lambda x: bends * x, np.array([1.0, 1.0]), rate, 25)
    draw_valley(ax, bends)
    ax.plot(*walk.T, "o-", color=VERMILION, ms=4, lw=1.2)
    said = f"\nyou said: {guess}" if guess else ""
    ax.set_title(f"{name}: η = {rate:.3f}\nafter 25 steps {np.linalg.norm(walk[-1]):.2g} away" + said)
plt.show()

# %% [markdown] id="valley-why"
# The zigzag is not a flaw of the code; it is a bargain. The steep direction wants a small rate, the flat direction a
# large one, and the best compromise makes both equally unhappy: one overshoots, the other crawls.
#
# How unhappy? Put $\eta = 2/(\mu + L)$ into the factor: with the **condition number** $\kappa = L/\mu$,
#
# $$\text{factor} = \frac{\kappa - 1}{\kappa + 1}.$$
#
# A round bowl ($\kappa = 1$) takes one step. And $\kappa = 100$, a valley that is a hundred times more curved across
# than along?

# %% [markdown] id="steps-until-about"
# ## 3. What a condition number costs
#
# Count it. Given a path and a tolerance, how many steps pass until the marble is within the tolerance of the minimum,
# which lies at the origin? Distance is the Euclidean norm.


# %% id="steps-until" tags=["exercise"]
def steps_until(path, tolerance):
    """How many steps until the distance to the origin is at most `tolerance`; None if the path never gets there."""
    ### BEGIN SOLUTION
    #: the distance of every place on the path, shape (steps + 1, n), then the number of the first one near enough.
    near = np.linalg.norm(path, axis=1) <= tolerance
    return int(np.argmax(near)) if near.any() else None
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="steps-until"
# Each row of `path` is a place, so there is one distance a row. The start is a place too: after how many steps is one
# there?

# %% [markdown] tags=["hint"] for="steps-until"
# `np.linalg.norm` has an `axis`. On an array of booleans `np.argmax` finds the first `True`, but it answers 0 when
# there is none, so ask `.any()` first.

# %% [markdown] id="steps-until-check-about"
# Small paths first, which one can count on the fingers; then the real one.

# %% id="steps-until-check" tags=["check"]
fingers = np.array([[3.0, 4.0], [0.6, 0.8], [0.3, 0.4], [0.0, 0.0]])
for tolerance, steps in [(1.1, 1), (0.9, 2), (0.3, 3)]:
    found = steps_until(fingers, tolerance)
    assert found == steps, (
        f"Distances √(x₁² + x₂²) of 5, 1, 0.5 and 0: the steps until within {tolerance} are {steps}, not {found}."
    )
assert steps_until(fingers, 9.0) == 0, "A marble that starts near enough has made no step yet."
assert steps_until(fingers[:3], 0.1) is None, "A path that never gets near enough should give None, not a number."
stiff = np.array([1.0, 100.0])
slow_walk = descend(lambda x: stiff * x, np.ones(2), best_rate(stiff), 1000)
count = steps_until(slow_walk, 1e-6)
assert count is not None, "A thousand steps should be enough for κ = 100, yet yours never arrives."
assert abs(count - 709) <= 1, f"From (1, 1) with curvatures 1 and 100 it takes 709 steps, not {count}."
shrink = np.linalg.norm(slow_walk[500]) / np.linalg.norm(slow_walk[499])
assert np.isclose(shrink, 99 / 101), f"Every step should shrink the distance by (κ − 1)/(κ + 1), not by {shrink:.5f}."

# %% [markdown] id="cost-guess-about"
# ### Predict
#
# From $(1, 1)$ to within $10^{-6}$: with $\kappa = 1$ it takes 1 step, with $\kappa = 10$ it takes 71, with
# $\kappa = 100$ it takes 709. What will $\kappa = 1000$ need? And what would you *like* the law to be?

# %% id="cost-guess"
my_steps = None  # your guess for κ = 1000, a number

# %% [markdown] id="cost-about"
# Four valleys, each at its own best rate. Both axes are logarithmic, so that one step and thousands fit in one
# picture.

# %% id="cost"
fig, ax = plt.subplots(figsize=(8, 4.2))
for condition, colour in zip([1, 10, 100, 1000], [GREEN, SKY, BLUE, PURPLE], strict=True):
    bends = np.array([1.0, condition])
    walk = descend(lambda x, bends=bends: bends * x, np.ones(2), best_rate(bends), 8000)
    count = steps_until(walk, 1e-6)
    distance = np.linalg.norm(walk[: count + 1], axis=1)
    ax.plot(np.arange(1, count + 2), distance.clip(1e-7), color=colour, lw=2.5)
    ax.annotate(f"κ = {condition}\nsteps: {count}", (count + 1, 1e-6), (4, 6), textcoords="offset points", color=colour)
if my_steps:
    ax.axvline(my_steps, color=VERMILION, ls="--", label=f"you said {my_steps}")
    ax.legend()
ax.axhline(1e-6, color="#777777", ls=":")
ax.set(xscale="log", yscale="log", xlabel="step (log scale, counted from 1)", ylabel="distance to the minimum")
ax.set(xlim=(0.9, 30000), ylim=(3e-7, 3), title="Ten times worse conditioned, ten times more steps")
plt.show()

# %% [markdown] id="cost-why"
# The law is $\text{steps} \approx \tfrac{\kappa}{2}\ln(1/\varepsilon)$: the price is proportional to $\kappa$. Losses
# of real networks have condition numbers of thousands and millions, so this is not a detail; it is *the* reason why
# training is slow.
#
# There are two ways out. Change the walker, or change the valley. First the walker.

# %% [markdown] id="heavy-ball-about"
# ## 4. A marble that remembers
#
# Gradient descent forgets everything at every step. A real marble does not: it has *momentum*. Boris Polyak proposed
# in 1964 to give the walker a velocity $v$, of which a share $\beta$ survives each step:
#
# $$v_{k+1} = \beta v_k - \eta\,\nabla f(x_k), \qquad x_{k+1} = x_k + v_{k+1}, \qquad v_0 = 0 .$$
#
# Think about the zigzag before you write it. Across the valley the slopes alternate in sign: what does their running
# sum do? Along the valley they all point the same way: what does theirs do?


# %% id="heavy-ball" tags=["exercise"]
def heavy_ball(gradient, start, rate, momentum, steps):
    """Gradient descent with momentum, let go at rest: every place visited, shape (steps + 1, *start.shape)."""
    ### BEGIN SOLUTION
    #: as `descend`, with a velocity of the shape of `start` beside the place.
    path = [np.asarray(start, dtype=float)]
    velocity = np.zeros_like(path[0])
    for _ in range(steps):
        velocity = momentum * velocity - rate * gradient(path[-1])
        path.append(path[-1] + velocity)
    return np.array(path)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="heavy-ball"
# With $\beta = 0$ nothing is remembered, and you should get exactly the walk of `descend`. In which order do the two
# updates happen?

# %% [markdown] tags=["hint"] for="heavy-ball"
# Velocity first, then place, and the place moves by the *new* velocity. The slope is felt at the old place, and only
# the slope is multiplied by the rate: the velocity already has it inside.

# %% [markdown] id="heavy-ball-check-about"
# Three steps by hand in the bowl $\tfrac12x^2$, with rate 0.1 and momentum 0.9: velocities $-0.1$, $-0.18$, $-0.234$.

# %% id="heavy-ball-check" tags=["check"]
begin = np.array([1.0])
ball = heavy_ball(lambda x: x, begin, rate=0.1, momentum=0.9, steps=3)
assert ball.shape == (4, 1), f"Three steps visit four places: shape (4, 1), not {ball.shape}."
assert begin[0] == 1.0, "The start itself was changed. Make a new array for every place."
assert ball[0, 0] == 1.0, f"The path should begin at the start, at 1.0; yours begins at {ball[0, 0]:.3g}."
assert np.isclose(ball[1, 0], 0.9), (
    f"Let go at rest, the first step is plain descent, to 0.9; yours went to {ball[1, 0]:.4g}."
)
assert np.isclose(ball[2, 0], 0.72), (
    f"At 0.9 the velocity is 0.9·(−0.1) − 0.1·0.9 = −0.18, so the second step ends at 0.72, not at {ball[2, 0]:.4g}."
)
assert np.isclose(ball[3, 0], 0.486), f"The third step should end at 0.486; yours ended at {ball[3, 0]:.4g}."
plain = descend(lambda x: stiff * x, np.ones(2), 0.015, 30)
forgetful = heavy_ball(lambda x: stiff * x, np.ones(2), rate=0.015, momentum=0.0, steps=30)
assert np.allclose(forgetful, plain), "With momentum 0 the ball should walk exactly as gradient descent does."
assert heavy_ball(lambda W: W, np.ones((3, 2)), 0.1, 0.5, 2).shape == (3, 3, 2), "A place may be a matrix here too."

# %% [markdown] id="ball-settings-about"
# Now there are two numbers to choose. Look at one direction, of curvature $\lambda$, and put $v_k = x_k - x_{k-1}$ into
# the two formulas above: $x_{k+1} = (1 + \beta - \eta\lambda)\,x_k - \beta\,x_{k-1}$. Which powers $x_k = z^k$ do that?
# Those of the two roots of
#
# $$z^2 - (1 + \beta - \eta\lambda)\,z + \beta = 0 ,$$
#
# and the larger root decides how fast the ball arrives. Here is the miracle. When the roots are a complex pair, their
# product is $\beta$, so each has size $\sqrt\beta$, *whatever $\lambda$ is*. Steep and flat directions shrink equally
# fast, and the bargain of section 2 is off. The roots are complex as long as
#
# $$1 - \sqrt\beta \;\le\; \sqrt{\eta\lambda} \;\le\; 1 + \sqrt\beta .$$
#
# So take the smallest $\beta$ that still keeps every $\lambda$ from $\mu$ to $L$ in this window. Then $\mu$ touches
# its lower end and $L$ its upper end: two equations for two unknowns. Solve them on paper and write the answer.


# %% id="ball-settings" tags=["exercise"]
def ball_settings(curvatures):
    """The rate and the momentum with which the heavy ball shrinks fastest, as a pair."""
    ### BEGIN SOLUTION
    #: with the square roots of the smallest and the largest curvature: first the rate, then the momentum.
    low, high = np.sqrt(np.min(curvatures)), np.sqrt(np.max(curvatures))
    return (2 / (low + high)) ** 2, ((high - low) / (high + low)) ** 2
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="ball-settings"
# Write $s = \sqrt\eta$ and $b = \sqrt\beta$. The two equations are then linear in $s$ and $b$. What happens when you
# add them?

# %% [markdown] tags=["hint"] for="ball-settings"
# They are $s\sqrt\mu = 1 - b$ and $s\sqrt L = 1 + b$. Their sum gives $s$; their quotient, or putting $s$ back, gives
# $b$. Do not forget to square both at the end.

# %% [markdown] id="ball-settings-check-about"
# The check looks at the roots for fifty curvatures between $\mu$ and $L$, then lets the ball go.


# %% id="ball-settings-check" tags=["check"]
def slowest_root(rate, momentum, curvatures):
    """The size of the largest root over all these directions."""
    return max(np.abs(np.roots([1, -(1 + momentum - rate * bend), momentum])).max() for bend in curvatures)


for bends in (np.array([1.0, 100.0]), np.array([0.1, 2.5])):
    rate, momentum = ball_settings(bends)
    between = np.linspace(*bends, 50)
    assert 0 <= momentum < 1, f"A share that survives lies between 0 and 1; your momentum is {momentum:.4g}."
    assert slowest_root(rate, momentum, between) < 1, "With these two numbers the ball flies away in some direction."
    low, high = (1 - momentum**0.5) ** 2, (1 + momentum**0.5) ** 2
    assert np.isclose(rate * bends[0], low), (
        "The smallest curvature should touch the lower end of the window, √(ημ) = 1 − √β; yours are "
        f"{np.sqrt(rate * bends[0]):.4f} and {1 - momentum**0.5:.4f}."
    )
    assert np.isclose(rate * bends[1], high), (
        "The largest curvature should touch the upper end of the window, √(ηL) = 1 + √β; yours are "
        f"{np.sqrt(rate * bends[1]):.4f} and {1 + momentum**0.5:.4f}."
    )
    assert slowest_root(rate, momentum, between) < worst_factor(best_rate(bends), bends), "Plain descent is faster."
ball_walk = heavy_ball(lambda x: stiff * x, np.ones(2), *ball_settings(stiff), 1000)
count = steps_until(ball_walk, 1e-6)
assert count is not None, "With these settings the ball does not arrive in a thousand steps."
assert abs(count - 95) <= 1, f"With κ = 100 the ball should arrive after 95 steps, not {count}."

# %% [markdown] id="map-about"
# Look at the whole landscape of choices for $\kappa = 100$: every point is a rate and a momentum, its colour the
# slowest root. Along the bottom edge, without momentum, is the V of section 2. The optimum is a sharp corner, right at
# the border of the region where it diverges.

# %% id="map"
rates, momenta = np.meshgrid(np.linspace(1e-4, 0.042, 320), np.linspace(0, 0.999, 320))
slowest = np.zeros_like(rates)
for bend in [1.0, 100.0]:
    half = (1 + momenta - rates * bend) / 2
    inside = np.sqrt(half**2 - momenta + 0j)
    slowest = np.maximum(slowest, np.maximum(abs(half + inside), abs(half - inside)))
fig, ax = plt.subplots(figsize=(7.5, 4.6))
steps_needed = np.log(1e6) / -np.log(np.where(slowest < 1, slowest, np.nan))
picture = ax.pcolormesh(rates, momenta, np.log10(steps_needed), cmap="viridis_r", vmin=1.8, vmax=4)
bar = fig.colorbar(picture, ax=ax, ticks=[2, 3, 4], label="steps for six digits")
bar.ax.set_yticklabels(["100", "1,000", "10,000"])
ax.plot(best_rate(stiff), 0, "o", color=VERMILION, ms=11, mec="white", clip_on=False, label="best without momentum")
ax.plot(*ball_settings(stiff), "*", color=VERMILION, ms=18, mec="white", label="your settings")
ax.text(0.0335, 0.4, "diverges", color="#555555")
ax.set(xlabel="learning rate η", ylabel="momentum β", title="Momentum also moves the edge to the right")
ax.legend(loc="lower right")
plt.show()

# %% [markdown] id="race-guess-about"
# ### Predict
#
# Each step now shrinks the distance by about $\sqrt\beta = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}$: the same law as
# before, with $\sqrt\kappa$ in the place of $\kappa$. With $\kappa = 100$ you have just seen 709 against 95. What
# would you expect with $\kappa = 10\,000$: how many times faster is the ball?

# %% id="race-guess"
my_speedup = None  # a number

# %% [markdown] id="race-about"
# The race, with the two paths seen from above.

# %% id="race"
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 4.2), width_ratios=[1, 1.3])
draw_valley(left, stiff, span=4.5)
for walk, colour in [(ball_walk, VERMILION), (slow_walk, BLUE)]:
    left.plot(*walk[:60].T, "o-", color=colour, ms=2.5, lw=0.8)
left.set(xlim=(-0.3, 1.1), ylim=(-4.5, 4.5), aspect="auto", title="κ = 100 from above, 60 steps of each")
for walk, name, colour in [(slow_walk, "descent", BLUE), (ball_walk, "heavy ball", VERMILION)]:
    count = steps_until(walk, 1e-6)
    right.semilogy(np.linalg.norm(walk[: count + 1], axis=1), color=colour, lw=2, label=f"{name}: {count} steps")
right.axhline(1e-6, color="#777777", ls=":")
right.set(xlabel="step", ylabel="distance to the minimum", title="The same valley, the same slopes")
right.legend()
plt.show()
very_stiff = np.array([1.0, 1e4])
slow = steps_until(descend(lambda x: very_stiff * x, np.ones(2), best_rate(very_stiff), 80_000), 1e-6)
fast = steps_until(heavy_ball(lambda x: very_stiff * x, np.ones(2), *ball_settings(very_stiff), 5_000), 1e-6)
print(
    f"κ = 10,000: {slow:,} steps against {fast:,}, {slow / fast:.0f} times faster."
    + (f" You said {my_speedup}." if my_speedup else "")
)

# %% [markdown] id="race-change"
# **Change this.** The ball's distance first goes *up*: it pays before it gains. Below, let a ball of your own go with
# `heavy_ball(lambda x: stiff * x, np.ones(2), best_rate(stiff), 0.9, 1000)`, and draw its distance as on the right
# above. Then take the right rate, `ball_settings(stiff)[0]`, with momentum 0.99. What happens to the curve, and which
# part of the map above explains it?
#
# *Your words:*

# %% id="race-yours"
# Yours: draw the distance, step by step.
#

# %% [markdown] id="digits-about"
# ## 5. A real loss
#
# Enough of valleys with a formula. Here are 1,797 handwritten digits, 8 × 8 pixels each. We look for a matrix $W$
# that gives every image ten scores, one a digit. It is the simplest classifier worth the name, *softmax regression*,
# and its loss has 650 directions at once.
#
# Two versions of the same data are prepared: the pixels as they are, from 0 to 1, and *centred* ones, with the mean
# training image taken away. (The mean comes from training images only: the test set must not whisper.) A last column
# of ones carries the bias.

# %% id="digits"
images, labels = load_digits(return_X_y=True)
order = np.random.default_rng(SEED).permutation(len(images))
train, test = order[:1297], order[1297:]
Y = np.eye(10)[labels[train]]  # one row an image, a single 1 in the column of its digit


def with_ones(X):
    return np.hstack([X, np.ones((len(X), 1))])


pixels = images / 16
mean_image = pixels[train].mean(axis=0)
X_raw, X_centred = with_ones(pixels[train]), with_ones(pixels[train] - mean_image)
X_test = with_ones(pixels[test] - mean_image)

fig, axes = plt.subplots(1, 11, figsize=(12, 1.7))
one_each = [train[labels[train] == digit][0] for digit in range(10)]
for ax, k in zip(axes, [*one_each, None], strict=True):
    ax.imshow(mean_image.reshape(8, 8) if k is None else pixels[k].reshape(8, 8), cmap="viridis", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[], xlabel="the mean" if k is None else f"a {labels[k]}")
fig.suptitle("Ten training images, and the mean of all of them")
plt.show()

# %% [markdown] id="loss-about"
# The scores $XW$ become probabilities by softmax, $p_j = e^{z_j} / \sum_k e^{z_k}$ in every row. The loss is what the
# right answers cost on average (`probability`, the next exercise, says why just $-\log p$), plus a small pull on the
# weights, $\rho$ = `RIDGE`, where $\lVert W\rVert^2$ is the sum of all squared entries:
#
# $$f(W) = -\frac1n\sum_{i}\log p_{i,\,\text{right}} + \frac{\rho}{2}\lVert W\rVert^2, \qquad
# \nabla f(W) = \frac1n X^\top(P - Y) + \rho W .$$
#
# Here $P$ holds the probabilities, $Y$ the truth, both with one row an image. (That the gradient is this simple is
# the gift of softmax and logarithm together. Derive it on paper if you like: one image, ten scores.)


# %% id="loss" tags=["exercise"]
def loss_and_gradient(W, X, Y, ridge=RIDGE):
    """The loss, a number, and its gradient, of the shape of W; X is (n, 65), Y is (n, 10)."""
    ### BEGIN SOLUTION
    #: the scores, then the logarithm of the probabilities, then the loss and the gradient.
    #: Taking the largest score off every row first changes no probability, and nothing overflows.
    scores = X @ W
    scores = scores - scores.max(axis=1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    loss = -(Y * log_p).sum() / len(X) + ridge / 2 * (W**2).sum()
    return loss, X.T @ (np.exp(log_p) - Y) / len(X) + ridge * W
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="loss"
# Work with one row in mind first: ten scores, ten probabilities that sum to 1, one of which belongs to the right
# digit. Because each row of `Y` has a single 1, multiplying by `Y` and summing picks out exactly that one.

# %% [markdown] tags=["hint"] for="loss"
# Stay in logarithms: $\log p_j = z_j - \log\sum_k e^{z_k}$. Sums over classes go along `axis=1`, with `keepdims=True`
# so that the shapes fit. Probabilities are then `np.exp` of it.

# %% [markdown] tags=["hint"] for="loss"
# A gradient that is 1,297 times too large has not been divided by the number of images; one that is right only for
# small weights has lost the ridge. Both terms of the loss have their twin in the gradient.

# %% [markdown] id="loss-check-about"
# The check knows what a classifier that knows nothing must pay ($\ln 10$), and compares your gradient with the slope
# measured by small nudges of the weights.

# %% id="loss-check" tags=["check"]
rng = np.random.default_rng(1)
W_try, X_try, Y_try = rng.normal(size=(65, 10)), X_raw[:50], Y[:50]
ignorant, slope = loss_and_gradient(np.zeros((65, 10)), X_try, Y_try)
assert np.ndim(ignorant) == 0, "The loss should be a single number."
assert np.isclose(ignorant, np.log(10)), (
    f"With all weights zero the loss is ln 10 = 2.303, a mean; yours is {ignorant:.4g}."
)
assert np.shape(slope) == (65, 10), f"The gradient has the shape of W, (65, 10); yours has {np.shape(slope)}."
loss, slope = loss_and_gradient(W_try, X_try, Y_try, ridge=0.1)
bare = loss_and_gradient(W_try, X_try, Y_try, ridge=0.0)[0]
assert np.isclose(loss - bare, 0.05 * (W_try**2).sum()), (
    "A ridge of 0.1 should add 0.05 times the sum of squared weights."
)
for row, column in [(20, 0), (36, 3), (42, 9), (64, 5)]:
    nudge = np.zeros_like(W_try)
    nudge[row, column] = 1e-5
    up, down = (loss_and_gradient(W_try + sign * nudge, X_try, Y_try, ridge=0.1)[0] for sign in (1, -1))
    measured = (up - down) / 2e-5
    assert np.isclose(slope[row, column], measured, atol=1e-6), (
        f"Nudging weight ({row}, {column}) gives the slope {measured:.6f}; your gradient says {slope[row, column]:.6f}."
    )
with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
    huge = loss_and_gradient(1000 * W_try, X_try, Y_try, ridge=0.0)
assert np.isfinite(huge[0]), "Large scores overflow. Can they be shifted before the exponential, at no cost?"
assert np.isfinite(huge[1]).all(), "The gradient is not finite when the scores are large."

# %% [markdown] id="curvature-about"
# To choose a learning rate you need $L$, the largest curvature. But the matrix of second derivatives $H$ has
# $650 \times 650$ entries here, and in a network millions by millions. You never need to write it down, because you
# can *feel* it: nudge the weights along a direction $d$ and see how the slope changes,
#
# $$H d \approx \frac{\nabla f(x + \varepsilon d) - \nabla f(x - \varepsilon d)}{2\varepsilon}.$$
#
# And repeating $d \leftarrow Hd / \lVert Hd\rVert$ turns any direction towards the most curved one (*power
# iteration*). Its curvature is then $d \cdot Hd$, with $d$ of length 1. Here $d$ has the shape of the weights, and the
# dot product is the sum over all entries of $d$ times $Hd$.


# %% id="curvature" tags=["exercise"]
def largest_curvature(gradient, at, rounds=60, epsilon=1e-4):
    """The largest curvature of a loss at a place, felt through its gradient alone."""
    ### BEGIN SOLUTION
    #: begin with a random direction of the shape of `at`. In every round: give it length 1, feel H times the direction,
    #: note the curvature, and let the result be the next direction.
    direction = np.random.default_rng(0).normal(size=at.shape)
    for _ in range(rounds):
        direction = direction / np.linalg.norm(direction)
        bend = (gradient(at + epsilon * direction) - gradient(at - epsilon * direction)) / (2 * epsilon)
        curvature = np.sum(direction * bend)
        direction = bend
    return curvature
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="curvature"
# Try it on paper with $H = \mathrm{diag}(1, 100)$ and $d = (1, 1)/\sqrt2$. Where does $Hd$ point? And $H$ applied
# again?

# %% [markdown] tags=["hint"] for="curvature"
# The direction must have length 1 *before* you nudge, or $\varepsilon$ loses its meaning and $d \cdot Hd$ its scale.
# `np.linalg.norm` works for a matrix of weights too, and `np.sum(a * b)` is the dot product for any shape.

# %% [markdown] id="curvature-check-about"
# The check uses valleys whose curvature is known, one of them turned so that no axis points along it, and then the
# digits: at $W = 0$ the answer is the largest eigenvalue of $X^\top X/n$, divided by ten, plus the ridge.

# %% id="curvature-check" tags=["check"]
felt = largest_curvature(lambda x: np.array([1.0, 100.0]) * x, np.array([0.3, -0.2]))
assert np.ndim(felt) == 0, "The largest curvature is one number."
assert np.isclose(felt, 100, rtol=1e-3), f"In the valley with curvatures 1 and 100 you should feel 100, not {felt:.5g}."
turned, _ = np.linalg.qr(np.random.default_rng(2).normal(size=(6, 6)))
H = turned @ np.diag([1.0, 2, 3, 4, 5, 20]) @ turned.T
felt = largest_curvature(lambda x: H @ x - 7, np.ones(6))
assert np.isclose(felt, 20, rtol=1e-3), f"In a turned valley with curvatures up to 20 you felt {felt:.5g}."
felt = largest_curvature(lambda W: 3 * W, np.ones((4, 2)))
assert np.isclose(felt, 3, rtol=1e-3), f"A round bowl of curvature 3 over a matrix of weights: you felt {felt:.5g}."
exact = np.linalg.eigvalsh(X_raw.T @ X_raw / len(X_raw)).max() / 10 + RIDGE
felt = largest_curvature(lambda W: loss_and_gradient(W, X_raw, Y)[1], np.zeros((65, 10)))
assert np.isclose(felt, exact, rtol=1e-3), (
    f"For the digits at W = 0 the exact answer is {exact:.5f}; you felt {felt:.5f}."
)

# %% [markdown] id="training-guess-about"
# ### Predict
#
# The ridge guarantees that no direction has a curvature below `RIDGE`, so $\mu$ is at least that. Run the next cell
# to see both condition numbers, then write your guesses into it and run it again: how many steps will it take until
# the loss is within 0.001 of the best possible one, with raw pixels, with centred pixels, and with centred pixels and
# the heavy ball?

# %% id="training-guess"
my_counts = {"raw pixels": None, "centred": None, "centred, heavy ball": None}

for name, X in [("raw pixels", X_raw), ("centred", X_centred)]:
    L = largest_curvature(lambda W, X=X: loss_and_gradient(W, X, Y)[1], np.zeros((65, 10)))
    print(f"{name}: L = {L:.3f}, so κ is at most {L / RIDGE:.0f}")

# %% [markdown] id="training-about"
# Look at the second number: the valley with $\kappa = 100$ was no toy. Now the three trainings, on the *same* images.
# The plain ones use the cautious rate $1/L$, the ball its own settings.


# %% id="training"
def train_digits(X, steps, ball):
    """Losses above the best one, and all weights on the way; the best one is where a long run of the ball ends."""
    gradient, zero = lambda W: loss_and_gradient(W, X, Y)[1], np.zeros((65, 10))
    L = largest_curvature(gradient, zero)
    settings = ball_settings([RIDGE, L])
    best = loss_and_gradient(heavy_ball(gradient, zero, *settings, 500)[-1], X, Y)[0]
    path = heavy_ball(gradient, zero, *settings, steps) if ball else descend(gradient, zero, 1 / L, steps)
    return np.array([loss_and_gradient(W, X, Y)[0] for W in path]) - best, path


runs = {
    "raw pixels": train_digits(X_raw, 1500, ball=False),
    "centred": train_digits(X_centred, 400, ball=False),
    "centred, heavy ball": train_digits(X_centred, 120, ball=True),
}
fig, ax = plt.subplots(figsize=(8, 4.2))
for (name, (gap, _)), colour in zip(runs.items(), [PURPLE, BLUE, VERMILION], strict=True):
    arrived = int(np.argmax(gap <= 1e-3))
    said = f" (you said {my_counts[name]})" if my_counts[name] else ""
    ax.plot(np.arange(1, len(gap) + 1), gap.clip(1e-9), color=colour, lw=2, label=f"{name}: {arrived} steps{said}")
    ax.plot(arrived + 1, gap[arrived], "o", color=colour, ms=8)
ax.axhline(1e-3, color="#777777", ls=":")
ax.set(xscale="log", yscale="log", ylim=(1e-8, 5), title="Change the valley, then change the walker")
ax.set(xlabel="step (log scale, counted from 1)", ylabel="loss above the best possible")
ax.legend()
plt.show()

# %% [markdown] id="training-why"
# Taking away a mean image costs one subtraction and saves nine steps in ten. All pixels of raw images are positive,
# so there is one direction, "everything brighter", in which the loss is terribly steep and nothing is to be learned;
# it alone forces the small rate on all the others. This is why inputs are centred and scaled, and what batch
# normalisation later does inside a network.

# %% [markdown] id="edge-guess-about"
# ### Predict: the edge
#
# A real loss is no quadratic: its curvature changes on the way. So where is the edge, $2/L$? Below, the curvature is
# felt twice, where training starts and where it ends. Which of the two decides the largest rate that works, and why?
#
# *Your words:*
#

# %% [markdown] id="edge-about"
# The experiment: train with many learning rates and see what is left of the loss after `SWEEP_STEPS` steps.


# %% id="edge"
def centred_gradient(W):
    return loss_and_gradient(W, X_centred, Y)[1]


W_zero, W_best = np.zeros((65, 10)), runs["centred, heavy ball"][1][-1]
edge_start, edge_end = (2 / largest_curvature(centred_gradient, W) for W in (W_zero, W_best))
lowest = loss_and_gradient(W_best, X_centred, Y)[0]
rates = np.geomspace(edge_end / 12, edge_end * 2, SWEEP_RATES)
left_over = [
    loss_and_gradient(descend(centred_gradient, W_zero, rate, SWEEP_STEPS)[-1], X_centred, Y)[0] - lowest
    for rate in rates
]
fig, ax = plt.subplots(figsize=(8, 4.2))
ax.plot(rates, np.clip(left_over, 1e-10, None), "o-", color=BLUE, ms=5)
ax.axvline(edge_start, color=SKY, ls="--", lw=2, label=f"2/L where training starts: {edge_start:.1f}")
ax.axvline(edge_end, color=VERMILION, lw=2, label=f"2/L where training ends: {edge_end:.1f}")
ax.set(xscale="log", yscale="log", xlabel="learning rate η", ylabel=f"loss above the best after {SWEEP_STEPS} steps")
ax.set_title("More is better, until the edge")
ax.set_xticks([3, 5, 10, 20, 30, 50], ["3", "5", "10", "20", "30", "50"])
ax.minorticks_off()
ax.legend(loc="lower left")
plt.show()

# %% [markdown] id="edge-why"
# A marble can roll through a place that is too curved for its rate; what it cannot do is *settle* in one. So the edge
# is set by the curvature at the minimum, and you can feel it there without trying a single learning rate. The
# curvature at the start is the cautious estimate: this loss becomes flatter as the classifier becomes surer.
#
# In deep networks something stranger happens: training itself drives the curvature up until it sits right at
# $2/\eta$, and hovers there. It was noticed in 2021 (Cohen and others, *edge of stability*) and is not fully
# understood today.

# %% [markdown] id="result-about"
# ## 6. What was learned
#
# The columns of $W$ are images too: where a pixel speaks for a digit (purple), and where against it (orange). The
# test set is used here for the first and only time.

# %% id="result"
accuracy = np.mean((X_test @ W_best).argmax(axis=1) == labels[test])
fig, axes = plt.subplots(1, 10, figsize=(12, 1.8))
limit = np.abs(W_best[:64]).max()
for digit, ax in enumerate(axes):
    picture = ax.imshow(W_best[:64, digit].reshape(8, 8), cmap="PuOr", vmin=-limit, vmax=limit)
    ax.set(xticks=[], yticks=[], xlabel=f"for a {digit}")
fig.colorbar(picture, ax=axes, label="weight", shrink=0.9)
fig.suptitle(f"What each digit looks for: {accuracy:.1%} of {len(test)} unseen digits are read rightly")
plt.show()

# %% [markdown] id="result-check-about"
# A last check puts the parts together: the speed-ups on the real loss, and what the classifier is worth.

# %% id="result-check" tags=["check"]
arrivals = {name: int(np.argmax(gap <= 1e-3)) for name, (gap, _) in runs.items()}
assert all(gap[-1] <= 1e-3 for gap, _ in runs.values()), (
    "One of the three trainings did not come within 0.001 of the best."
)
assert arrivals["raw pixels"] >= 10 * arrivals["centred"], f"Centring should save most of the steps: {arrivals}."
assert arrivals["centred"] >= 3.7 * arrivals["centred, heavy ball"], f"The ball should be much faster here: {arrivals}."
assert accuracy >= 0.92, (
    f"Trained to the end this classifier reads well over nine digits in ten; yours reads {accuracy:.1%}."
)

# %% [markdown] id="metric-about"
# One number to remember this by: how many of the unseen digits were read rightly. The next cell notes it in your
# progress, if the curriculum panel is there; otherwise it shows nothing.

# %% id="metric"
result = {
    "name": "test accuracy, softmax regression",
    "value": float(accuracy),
    "unit": "share of test digits",
    "at_least": 0.92,
}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original knobs: while you play, do not
# mind them.)
#
# 1. `RIDGE = 1e-1`, then `1e-5`. What does it do to $\kappa$, to the number of steps, to the accuracy?
# 2. Multiply one column of `X_centred` by 10 before you train. What happens to $L$, and to the two lower curves
#    of section 5?
# 3. The ball with a momentum of 0.99 on the digits. Is too much memory worse than too little?
# 4. Give `descend` a slope measured on 32 random images instead of all 1,297. What does the path do near the minimum?
#
# *What I expected, and what happened:*
#

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - Augustin-Louis Cauchy had the idea in 1847, to compute the orbits of heavenly bodies.
# - Boris Polyak gave the marble its mass: [Some methods of speeding up the convergence of iteration
#   methods](https://doi.org/10.1016/0041-5553(64)90137-5), 1964.
# - LeCun and others explained in 1998 why inputs should be centred: [Efficient
#   BackProp](https://doi.org/10.1007/978-3-642-35289-8_3), sections 4.3 and 5.
# - The edge in deep networks: [Gradient Descent on Neural Networks Typically Occurs at the Edge of
#   Stability](https://arxiv.org/abs/2103.00065), 2021.
#
# You meet it again in stage 3: in `net-from-scratch`, where the slope of a whole network is computed by hand, with
# optimisers such as Adam, which give every direction a rate of its own, and in every training after that.
#
# **When it hurts**
#
# - Formulas feel heavy: the chapter on [gradient descent](https://www.3blue1brown.com/lessons/gradient-descent) by
#   3Blue1Brown, 20 minutes, pictures only.
# - Momentum stays a mystery: [Why Momentum Really Works](https://distill.pub/2017/momentum/), with sliders to move.
# - Curvature and eigenvalues are rusty: the Deep Learning Book, [chapter
#   4.3](https://www.deeplearningbook.org/contents/numerical.html).
# - Nothing works any more: set one curvature to 1, one to 2, three steps, and compute by hand. It is always smaller
#   than it looks.
