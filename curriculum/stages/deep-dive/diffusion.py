# %% [markdown] id="question"
# # Diffusion: from noise to a digit
#
# Take a picture of a 7 and add noise. Add more, and more, until nothing is left of it. Anyone can do that. Now do it
# backwards: begin with pure noise and take the noise away, a little at a time, until a 7 stands there. A 7 that
# nobody ever drew.
#
# **How can one take noise away from a picture that does not exist yet?** The programs that paint a castle from a
# sentence do just this, with pictures of a million pixels. We do it with 64, in a few seconds, and lose nothing of
# the idea.
#
# By the end you will have written
#
# - the road from noise to a picture, and the walk along it;
# - the *perfect* answer to the question above, which turns out to be a disappointment;
# - the lesson that a network learns instead, five lines long;
# - guidance, which makes it draw what you ask for: at least 96 of 100 digits read as the digit that was ordered;
# - a test whether it invents, or only copies what it saw.
#
# It takes about 80 minutes. Cells that hold a `raise NotImplementedError` are yours; the cell after each one checks
# it. Where a cell asks for a guess, write one down before you run on.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "sklearn": "scikit-learn", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0
STEPS = 2000  # training steps
BATCH = 128  # pictures in each
WIDTH = 128  # units in each layer of the network
DROP = 0.15  # how often the network is not told which digit it sees
GUIDANCE = 2.0  # how strongly the order is enforced when it draws
WALK = 40  # steps from noise to picture

# %% [markdown] id="tools-about"
# The tools. PyTorch computes, and the line `DEVICE = …` picks where: on a graphics card if there is one, else on the
# processor. scikit-learn only lends its digits. The colours stay readable with any kind of colour vision.

# %% id="tools"
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import display
from sklearn.datasets import load_digits
from torch import nn
from tqdm.auto import tqdm

DEVICE = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
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
print(f"PyTorch {torch.__version__}, device: {DEVICE}")

# %% [markdown] id="data-about"
# The pictures: 1,797 handwritten digits of 8 × 8 pixels, from −1 (paper) to 1 (ink). 1,400 to learn from; the others
# are laid aside, for a judge at the end. A picture is a row of 64 numbers, a point in a space of 64 dimensions.

# %% id="data"
pixels, digits = load_digits(return_X_y=True)
order = np.random.default_rng(SEED).permutation(len(pixels))
pixels = torch.tensor(pixels[order] / 8 - 1, dtype=torch.float32, device=DEVICE)
digits = torch.tensor(digits[order], device=DEVICE)
images, labels = pixels[:1400], digits[:1400]
unseen, unseen_labels = pixels[1400:], digits[1400:]


def show(rows, titles=(), side="", height=1.0):
    """Draws lists of pictures, one list a row; `titles` stand above the first row, `side` left of it all."""
    columns = len(rows[0])
    fig, axes = plt.subplots(len(rows), columns, figsize=(columns * height, len(rows) * height + 0.5), squeeze=False)
    for axis_row, row in zip(axes, rows, strict=True):
        for ax, picture in zip(axis_row, row, strict=True):
            ax.imshow(picture.detach().reshape(8, 8).cpu(), cmap="gray_r", vmin=-1, vmax=1)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(False)
    for ax, title in zip(axes[0], titles, strict=False):
        ax.set_title(title, fontsize=9)
    if side:
        fig.supylabel(side, fontsize=10)
    return fig


some = torch.stack([torch.where(labels == digit)[0][0] for digit in range(10)])
show([images[some]], [str(digit) for digit in range(10)])
plt.show()

# %% [markdown] id="path-about"
# ## 1. The road
#
# Draw a straight road through that space. It begins at time $t = 0$ at a point of pure noise $x_0$ (64 normal
# numbers) and ends at time $t = 1$ at a picture $x_1$:
#
# $$x_t = (1 - t)\,x_0 + t\,x_1 .$$
#
# Who walks it evenly has the same *velocity* all along: the change of $x_t$ with $t$. Write both, for a whole batch
# of roads at once; every road has a time of its own.


# %% id="path" tags=["exercise"]
def path(noise, picture, t):
    """Where each road is at its time, and its velocity: both (n, 64); t has the shape (n,)."""
    ### BEGIN SOLUTION
    #: the point between noise and picture, one time a row; and the derivative of that point with respect to t.
    share = t[:, None]
    return (1 - share) * noise + share * picture, picture - noise
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="path"
# Differentiate the formula with respect to $t$, with $x_0$ and $x_1$ fixed. Does $t$ still occur in the answer?

# %% [markdown] tags=["hint"] for="path"
# `t` of shape (n,) has to be made a column, `t[:, None]`, so that each row of the pictures is multiplied by its own
# number. You return two things, with a comma between.

# %% [markdown] id="path-check-about"
# The check looks at both ends, at a place between, and measures the velocity.

# %% id="path-check" tags=["check"]
torch.manual_seed(1)
noise_try, picture_try, t_try = torch.randn(5, 64), torch.rand(5, 64), torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0])
answer = path(noise_try, picture_try, t_try)
assert isinstance(answer, tuple), "Two answers are wanted: the point and the velocity."
point, velocity = answer
assert point.shape == (5, 64), f"One point a road, shape (5, 64); yours has the shape {tuple(point.shape)}."
assert velocity.shape == (5, 64), f"One velocity a road, shape (5, 64); yours has the shape {tuple(velocity.shape)}."
assert torch.allclose(point[0], noise_try[0]), "At time 0 the road should be at the noise."
assert torch.allclose(point[4], picture_try[4]), "At time 1 the road should have arrived at the picture."
assert torch.allclose(point[1], 0.75 * noise_try[1] + 0.25 * picture_try[1]), (
    "At time 0.25 a quarter of the point is picture and three quarters are noise."
)
later = path(noise_try, picture_try, t_try + 0.5)[0]
assert torch.allclose(velocity, (later - point) / 0.5, atol=1e-5), (
    "In half a time unit the road should move by half its velocity; yours moves otherwise."
)

# %% [markdown] id="road-about"
# Three roads, eight moments each. Cover the right half with your hand: where could you first tell what it will be?

# %% id="road"
torch.manual_seed(SEED)
moments = torch.linspace(0, 1, 8, device=DEVICE)
rows = []
for at in some[[2, 5, 7]]:
    begin = torch.randn(64, device=DEVICE).expand(8, 64)
    rows.append(path(begin, images[at].expand(8, 64), moments)[0])
show(rows, [f"t = {t:.2f}" for t in moments])
plt.show()

# %% [markdown] id="walk-about"
# ## 2. The walk
#
# Suppose somebody could tell you, at any point $x$ and any time $t$, which way to go: a velocity field $v(x, t)$.
# Then you would start at noise, take a small step, ask again, take the next. With $n$ steps each lasts $1/n$:
#
# $$x \leftarrow x + \tfrac1n\, v(x, t), \qquad t = 0, \tfrac1n, \tfrac2n, \dots, \tfrac{n-1}{n}.$$
#
# That is Euler's method, and gradient descent's cousin. `velocity` is a function of the points, shape (n, …), and
# their times, shape (n,).


# %% id="walk" tags=["exercise"]
@torch.no_grad()
def walk(velocity, start, steps):
    """Where the points of `start` are at time 1, after so many equal steps along the velocity."""
    ### BEGIN SOLUTION
    #: from time 0 on: ask for the velocity at the time where the step begins, move. Leave `start` as it is.
    x = start
    for step in range(steps):
        t = torch.full((len(x),), step / steps, device=x.device)
        x = x + velocity(x, t) / steps
    return x
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="walk"
# How many times is the velocity asked for, and at which times? Write them down for four steps. Is 1 among them?

# %% [markdown] tags=["hint"] for="walk"
# `torch.full((len(x),), step / steps, device=x.device)` gives every point the same time. `x = x + …` makes a new
# array; `x += …` would change the caller's.

# %% [markdown] id="walk-check-about"
# The check walks along fields whose end is known. One of them: if the velocity is $x$ itself, $n$ steps multiply by
# $(1 + 1/n)^n$, nearly $e$.

# %% id="walk-check" tags=["check"]
asked = []


def note_time(x, t):
    asked.append(t)
    return torch.full_like(x, 3.0)


start_try = torch.arange(6.0).reshape(3, 2)
end_try = walk(note_time, start_try, 4)
assert torch.equal(start_try, torch.arange(6.0).reshape(3, 2)), "`start` was changed; the caller may still need it."
assert len(asked) == 4, f"Four steps ask for the velocity four times; yours asked {len(asked)} times."
assert torch.as_tensor(asked[0]).shape == (3,), (
    f"Three points have three times, shape (3,); yours has the shape {tuple(torch.as_tensor(asked[0]).shape)}."
)
times = [round(float(t[0]), 4) for t in asked]
assert times == [0, 0.25, 0.5, 0.75], f"The steps begin at the times 0, 0.25, 0.5, 0.75; yours at {times}."
assert torch.allclose(end_try, start_try + 3), "With velocity 3, time 1 is three further on, whatever the steps."
grown = float(walk(lambda x, t: x, torch.ones(1, 1), 10))
assert abs(grown - 1.1**10) < 1e-4, (
    f"With velocity x, ten steps make 1 into 1.1¹⁰ = {1.1**10:.4f}; yours make it {grown:.4f}. "
    "Is every step taken from where the last one ended?"
)

# %% [markdown] id="perfect-about"
# ## 3. The perfect guide
#
# Who could tell which way to go? You stand at $x$ at time $t$. Many roads come by here, one from every training
# picture $x^{(i)}$, and each wants to go on to its own picture. The best single answer (the one with the least mean
# squared error) is the *mean* of their velocities, each weighted by how likely it is that you are on that road.
#
# And that can be computed. If you are on the road to $x^{(i)}$, then the noise it started from must have been
# $(x - t\,x^{(i)})/(1 - t)$, and normal noise is the less likely the longer it is. So
#
# $$w_i \propto \exp\!\left(-\frac{\lVert x - t\,x^{(i)}\rVert^2}{2(1-t)^2}\right), \qquad
# v(x, t) = \sum_i w_i\,\frac{x^{(i)} - x}{1 - t},$$
#
# with weights that sum to one: a softmax over the pictures. The fraction is the velocity that leads from $x$ to the
# picture in the time that is left. Every term is in the formula; write it for many points at once.


# %% id="perfect" tags=["exercise"]
def perfect(x, t, pictures):
    """The best velocity at the points x, shape (n, d), at their times t < 1, for roads to these pictures, (m, d)."""
    ### BEGIN SOLUTION
    #: squared distances (n, m) from x to t times each picture; weights by a softmax over the pictures;
    #: the weighted mean picture; the velocity that leads there in the time that is left.
    t = t[:, None]
    squares = torch.stack([((x - t * picture) ** 2).sum(dim=1) for picture in pictures], dim=1)
    weights = torch.softmax(-squares / (2 * (1 - t) ** 2), dim=1)
    return (weights @ pictures - x) / (1 - t)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="perfect"
# Which axis do the weights of one point run along? And since the weights sum to one, is the mean of
# $(x^{(i)} - x)/(1-t)$ the same as ((mean of $x^{(i)}$) $- x)/(1-t)$?

# %% [markdown] tags=["hint"] for="perfect"
# Close to $t = 1$ the exponents are huge; `torch.softmax` survives that, a hand-made one may not. The weighted mean of
# all pictures, for all points, is one matrix product: weights (n, m) times pictures (m, d).

# %% [markdown] tags=["hint"] for="perfect"
# In order: `t = t[:, None]`; an (n, m) matrix of $\lVert x - t x^{(i)}\rVert^2$ (a loop over the pictures and
# `torch.stack(…, dim=1)` will do); `torch.softmax(-squares / (2 * (1 - t) ** 2), dim=1)`; the product; subtract `x`
# and divide by the time left.

# %% [markdown] id="perfect-check-about"
# The check knows some cases by hand: one picture only; time 0, where nothing is decided; and two points on a line.

# %% id="perfect-check" tags=["check"]
torch.manual_seed(2)
points, times = torch.randn(4, 3), torch.tensor([0.0, 0.3, 0.6, 0.9])
goal = torch.randn(1, 3)
guess = perfect(points, times, goal)
assert guess.shape == (4, 3), f"One velocity a point, shape (4, 3); yours has the shape {tuple(guess.shape)}."
assert torch.isfinite(guess).all(), (
    "Some velocities are not a number: far from every picture all the exponentials are 0, and a weight becomes 0/0."
)
assert torch.allclose(guess, (goal - points) / (1 - times[:, None]), atol=1e-4), (
    "With a single picture, its weight is 1, and the velocity leads straight to it in the time that is left, 1 − t."
)
many = torch.randn(7, 3)
guess = perfect(points, torch.zeros(4), many)
assert torch.allclose(guess, many.mean(dim=0) - points, atol=1e-4), (
    "At time 0 every picture is as likely as any other: the velocity should lead to their mean."
)
pair, here = torch.tensor([[-1.0, 2.0], [1.0, 2.0]]), torch.tensor([[0.2, 0.0], [0.2, 0.0]])
mine = perfect(here, torch.tensor([0.5, 0.8]), pair)[:, 0]
# The exponents differ by 4·t·x / (2(1−t)²): 0.8 and 8. The mean picture is the tanh of half of that.
by_hand = torch.tensor([(math.tanh(0.4) - 0.2) / 0.5, (math.tanh(4.0) - 0.2) / 0.2])
assert torch.allclose(mine, by_hand, atol=1e-3), (
    f"Pictures at −1 and 1, standing at 0.2: by hand the velocity is {by_hand[0]:.3f} at t = 0.5 and {by_hand[1]:.3f} "
    f"at t = 0.8; yours is {mine[0]:.3f} and {mine[1]:.3f}. Look at the weights, "
    "and at the squared distances in them."
)
last = perfect(torch.full((1, 64), 0.9), torch.tensor([0.999]), torch.stack([torch.ones(64), -torch.ones(64)]))
assert torch.isfinite(last).all(), "Close to t = 1 your weights are not finite any more."

# %% [markdown] id="plane-about"
# Look at it where one can look: in the plane. Six "pictures" (squares), forty walkers that start as noise.
# **Predict:** near $t = 0$, where do they all head? And when do they make up their minds?
#
# *Your words:*
#

# %% id="plane"
torch.manual_seed(SEED)
corners = torch.tensor([[-2.4, 0.3], [-1.8, -1.5], [-1.6, 1.9], [-0.4, 2.4], [2.1, 1.1], [1.5, -2.2]])
trail = [torch.randn(40, 2)]


def follow(x, t):
    if float(t[0]) > 0:
        trail.append(x)
    return perfect(x, t, corners)


trail.append(walk(follow, trail[0], 100))
trail = torch.stack(trail)
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2))
left.plot(trail[:, :, 0], trail[:, :, 1], color=BLUE, lw=0.8, alpha=0.6)
left.plot(*trail[0].T, "o", color=SKY, mec="black", ms=5, label="noise, t = 0")
left.plot(*corners.T, "s", color=ORANGE, mec="black", ms=11, label="the pictures")
left.set(xlabel="$x_1$", ylabel="$x_2$", title="Forty walks along the perfect field", aspect="equal")
left.legend(loc="upper left", bbox_to_anchor=(1, 1))
clock = torch.linspace(0, 1, len(trail))
nearest_corner = torch.cdist(trail.reshape(-1, 2), corners).argmin(dim=1).reshape(len(trail), 40)
right.plot(clock, (nearest_corner == nearest_corner[-1]).float().mean(dim=1), color=VERMILION, lw=2)
right.set(xlabel="t", ylabel="share of walkers", title="Already nearest to where they will end", ylim=(0, 1.05))
plt.show()

# %% [markdown] id="copies-guess-about"
# At first all head for the mean of the six. Most end at the picture that was the nearest from the start, and from half
# time on hardly anyone changes course.
#
# ### Predict
#
# Now the same with your 1,400 digits as pictures and twelve walkers in 64 dimensions. The guide is perfect. What will
# the twelve look like?
#
# *Your words:*
#

# %% [markdown] id="copies-about"
# Above: where the walks ended. Below: the training picture nearest to each.

# %% id="copies"
torch.manual_seed(SEED)
copied = walk(lambda x, t: perfect(x, t, images), torch.randn(12, 64, device=DEVICE), WALK)
closest = torch.cdist(copied, images).min(dim=1)
fig = show([copied, images[closest.indices]], side="training  |  walked")
fig.suptitle(f"Largest distance between the two rows: {closest.values.max():.1g}")
plt.show()

# %% [markdown] id="copies-why"
# They are sharp and clean, and every one is a *copy*. Of course: all roads end at training pictures, so the perfect
# guide leads there and nowhere else. A perfect answer to this question is a very slow way to pick an old picture.
#
# So the hope lies in imperfection. The perfect field bends sharply wherever the choice between two pictures tips over,
# and a network of a few smooth layers cannot follow all those bends. It has to answer at *every* point with something
# simpler that is right on average, and so it leads to places between the pictures, where new ones may live. Whether it
# really does will be measured at the end.

# %% [markdown] id="net-about"
# ## 4. The network
#
# It takes the point, the time and the digit that is wanted, and answers a velocity. This one is given: a few layers
# with a way round each of them (residual connections). Time comes in as a handful of sines and cosines, so that the
# network can tell 0.90 from 0.95; the digit as a learned vector, an embedding. There are eleven digits: number ten,
# `ANY`, means "not told". The last layer starts at zero, so that the first answer is to stand still.
#
# It holds even a few more numbers than all the pictures together: taught for long enough, it could learn them by heart.

# %% id="net"
ANY = 10  # the label that tells nothing


class Guide(nn.Module):
    """The velocity at the points x, shape (n, 64), at the times t, (n,), on the way to the digits `label`, (n,)."""

    def __init__(self, width=128, hint=64, depth=2):
        super().__init__()
        self.time, self.digit = nn.Linear(16, hint), nn.Embedding(11, hint)
        self.enter, self.leave = nn.Linear(64, width), nn.Linear(width, 64)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(depth))
        self.hears = nn.ModuleList(nn.Linear(hint, width) for _ in range(depth))
        self.opens = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.closes = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, x, t, label):
        angles = t[:, None] * torch.arange(1, 9, device=x.device) * math.pi
        told = nn.functional.silu(self.time(torch.cat([angles.sin(), angles.cos()], dim=1)) + self.digit(label))
        h = self.enter(x)
        for norm, hear, open_, close in zip(self.norms, self.hears, self.opens, self.closes, strict=True):
            h = h + close(nn.functional.silu(open_(norm(h)) + hear(told)))
        return self.leave(h)


guide = Guide(WIDTH)
print(f"{sum(p.numel() for p in guide.parameters()):,} numbers in the network, {images.numel():,} in the pictures")

# %% [markdown] id="lesson-about"
# ## 5. The lesson
#
# How does it learn? Nobody shows it the perfect field. Instead: take a picture, draw fresh noise, draw a time, go to
# that point of the road between them, and ask the network for the velocity. The right answer is this one road's.
# Squared error, done.
#
# It is *noisy* teaching: at the same point another road may demand something else. But with squared error, the best
# answer to many contradicting demands is their mean, and the mean is just the field of part 3. That is the whole trick
# of diffusion models, and it is why no one ever has to compute $w_i$.
#
# One more thing: now and then (with probability `drop`, for each picture by itself) hide the label, that is, say `ANY`
# instead. So the same network also learns where *any* digit would be. You will need it in a moment.


# %% id="lesson" tags=["exercise"]
def lesson(net, pictures, wanted, drop):
    """The mean squared error of the net's velocities on fresh roads to these pictures, a number to differentiate."""
    ### BEGIN SOLUTION
    #: noise for each picture, a time from 0 to 1 for each, points and velocities by `path`, some labels hidden,
    #: then the mean squared difference between net(points, times, labels) and the velocities.
    noise = torch.randn_like(pictures)
    t = torch.rand(len(pictures), device=pictures.device)
    x, velocity = path(noise, pictures, t)
    hidden = torch.rand(len(pictures), device=pictures.device) < drop
    return nn.functional.mse_loss(net(x, t, wanted.masked_fill(hidden, ANY)), velocity)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="lesson"
# Four random things are needed for a batch: noise of the pictures' shape, and for each picture one time and one
# decision whether its label is hidden. Which earlier function of yours turns noise, pictures and times into the rest?

# %% [markdown] tags=["hint"] for="lesson"
# `torch.randn_like(pictures)` is normal, `torch.rand(len(pictures), device=pictures.device)` is evenly spread over 0
# to 1. `torch.rand(…) < drop` is true with probability `drop`, and `wanted.masked_fill(where, ANY)` is a copy with
# some labels replaced.

# %% [markdown] tags=["hint"] for="lesson"
# `x, velocity = path(noise, pictures, t)`, then `nn.functional.mse_loss(net(x, t, told), velocity)`, where `told` are
# the labels of which some are hidden.

# %% [markdown] id="lesson-check-about"
# The check lends you fake networks: one that notes what it is shown; one that knows the single picture there is, and
# so can work the velocity out. Its loss must be zero.

# %% id="lesson-check" tags=["check"]
torch.manual_seed(3)
shown = {}


def witness(x, t, label):
    shown.update(x=x, t=t, label=label)
    return torch.zeros_like(x)


flat, many_labels = torch.full((4000, 64), 2.0), torch.arange(4000) % 10
loss = lesson(witness, flat, many_labels, 0.2)
assert shown, "The network was never asked."
assert loss.ndim == 0, f"The loss should be a single number; yours has the shape {tuple(loss.shape)}."
t = shown["t"]
assert t.shape == (4000,), f"Each picture has its own time, shape (4000,); yours has the shape {tuple(t.shape)}."
assert 0 <= t.min() <= t.max() <= 1, f"Times should lie between 0 and 1; yours go from {t.min():.2f} to {t.max():.2f}."
deciles = torch.histc(t, bins=10, min=0, max=1)
assert deciles.min() > 300, f"Times should be spread evenly; by tenths yours are {[int(d) for d in deciles]} of 4000."
spread, centre = shown["x"][t < 0.1].std(), shown["x"][t > 0.98].mean()
assert 0.85 < spread < 1.1, f"Near t = 0 the network should see noise of spread 1; yours has {spread:.2f}."
assert abs(centre - 2) < 0.1, f"Near t = 1 it should see the picture, all 2 here; it saw {centre:.2f}."
blank = shown["label"] == ANY
assert torch.equal(many_labels, torch.arange(4000) % 10), "The caller's labels were changed; hide them in a copy."
assert 0.16 < blank.float().mean() < 0.24, f"A fifth of the labels should be hidden, not {blank.float().mean():.0%}."
assert torch.equal(shown["label"][~blank], many_labels[~blank]), "Labels that are not hidden should be the true ones."
assert abs(float(loss) - 5) < 0.15, (
    f"Standing still costs 1 + 2² = 5 a pixel here, noise and picture; your loss says {float(loss):.3g}."
)
knows = lesson(lambda x, t, label: (2.0 - x) / (1 - t[:, None]), flat[:500], many_labels[:500], 0.0)
assert float(knows) < 1e-4, f"A network that knows the one picture should make no error; your loss says {knows:.3g}."
probe = nn.Linear(64, 64)
lesson(lambda x, t, label: probe(x), flat[:8], many_labels[:8], 0.1).backward()
assert probe.weight.grad is not None, "No gradient reaches the network."

# %% [markdown] id="guided-about"
# ## 6. Guidance
#
# Told "a 3", the network answers one velocity, $v_3$. Told nothing, another, $v_{\text{any}}$. Their difference is
# what the order changes: the direction of "more like a 3, less like just any digit". So exaggerate it:
#
# $$v = v_{\text{any}} + w\,(v_3 - v_{\text{any}}).$$
#
# $w = 0$ ignores the order, $w = 1$ follows it, $w > 1$ insists. This is *classifier-free guidance*, and it is in every
# program that paints from sentences.


# %% id="guided" tags=["exercise"]
def guided(net, x, t, wanted, weight):
    """The velocity with the order `wanted`, enforced by `weight`."""
    ### BEGIN SOLUTION
    #: ask the net twice, once told nothing (`ANY` for every point), once with the order; then the formula.
    free = net(x, t, torch.full_like(wanted, ANY))
    return free + weight * (net(x, t, wanted) - free)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="guided"
# The network needs a label for each point, also where it is told nothing. Test your formula in your head with
# $w = 0$ and $w = 1$.

# %% [markdown] tags=["hint"] for="guided"
# `torch.full_like(wanted, ANY)` has as many labels as `wanted`, all of them `ANY`. Keep the free answer in a variable:
# it occurs twice.

# %% [markdown] id="guided-check-about"
# A fake network again: its velocity is the number of the label it was given, so that all can be done in the head.

# %% id="guided-check" tags=["check"]
says = lambda x, t, label: label[:, None].float().expand(len(x), 64)  # noqa: E731
where, when, order_try = torch.zeros(3, 64), torch.full((3,), 0.5), torch.tensor([2, 3, 7])
found = {w: guided(says, where, when, order_try, w)[:, 0].tolist() for w in (0, 1, 3)}
assert guided(says, where, when, order_try, 1).shape == (3, 64), "One velocity a point: the shape should be (3, 64)."
assert found[1] == [2, 3, 7], f"With w = 1 the order is simply followed: 2, 3, 7, not {found[1]}."
assert found[0] == [10, 10, 10], f"With w = 0 the net is told nothing (label 10); yours answered {found[0]}."
assert found[3] == [-14, -11, 1], f"With w = 3: 10 + 3 (2 − 10) = −14, then −11 and 1; yours answered {found[3]}."
heard = []
guided(lambda x, t, label: heard.append((x, t)) or x, where + 1, when, order_try, 2.0)
assert all(torch.equal(x, where + 1) and torch.equal(t, when) for x, t in heard), (
    "Both answers should be asked for at the same points and times."
)

# %% [markdown] id="train-guess-about"
# ## 7. Train
#
# Two thousand lessons with Adam, and a learning rate that sinks to zero. **Predict:** at the start the network stands
# still and the loss is near 1.9. Can it ever reach zero? If you think not, what stops it?
#
# *Your words:*
#

# %% [markdown] id="train-about"
# Train. The loss of every lesson is kept.

# %% id="train"
torch.manual_seed(SEED)
guide = Guide(WIDTH).to(DEVICE)
optimiser = torch.optim.Adam(guide.parameters(), lr=3e-3, fused=True)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
losses = []
for _ in tqdm(range(STEPS), desc="lessons"):
    rows = torch.randint(len(images), (BATCH,), device=DEVICE)
    loss = lesson(guide, images[rows], labels[rows], DROP)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    schedule.step()
    losses.append(loss.item())

torch.manual_seed(SEED)
floor = 0.0  # the loss of the perfect guide, told nothing
with torch.no_grad():
    for _ in range(3):
        rows = torch.randint(len(images), (BATCH,), device=DEVICE)
        told_nothing = lesson(lambda x, t, label: perfect(x, t, images), images[rows], labels[rows], DROP)
        floor += told_nothing.item() / 3
smooth = np.convolve(losses, np.ones(50) / 50, mode="valid")
fig, ax = plt.subplots(figsize=(7.5, 3.6))
ax.plot(np.arange(len(smooth)) + 49, smooth, color=BLUE, lw=2, label="the network, mean of 50 lessons")
ax.axhline(floor, color=VERMILION, ls="--", label="the perfect guide of part 3, on the training pictures")
ax.set(xlabel="lesson", ylabel="mean squared error", ylim=(0, None), title="Learning the velocity")
ax.legend()
plt.show()

# %% [markdown] id="train-why"
# Zero cannot be reached, not even by the perfect guide: early on the road, the same point belongs to many roads, and a
# mean pleases none of them wholly. The network stays above the perfect guide, because it does not know the training
# pictures by heart. Here that is not a failure. It is the point.

# %% [markdown] id="emerge-about"
# Watch one order being drawn. Above: the point at several moments. Below: where the network, at that moment, believes
# the road will end, $x + (1 - t)\,v$.

# %% id="emerge"
torch.manual_seed(SEED + 1)
film, wanted = [], torch.tensor([3, 8], device=DEVICE)


def filmed(x, t):
    velocity = guided(guide, x, t, wanted, GUIDANCE)
    film.append((float(t[0]), x, x + (1 - t[:, None]) * velocity))
    return velocity


film.append((1.0, *[walk(filmed, torch.randn(2, 64, device=DEVICE), WALK)] * 2))
stills = [film[round(place)] for place in np.linspace(0, len(film) - 1, 9)]
fig = show(
    [[still[row][which] for still in stills] for which in (0, 1) for row in (1, 2)],
    [f"t = {still[0]:.2f}" for still in stills],
)
fig.suptitle("Orders: a 3, then an 8. The point, and below it the forecast")
plt.show()

# %% [markdown] id="emerge-why"
# The first forecast is the mean of all threes, or of all eights, made bolder by the guidance: nothing is decided yet.
# Then the big decisions fall, then the small ones. Nobody programmed that order; it follows from how noise hides small
# things longest.

# %% [markdown] id="judge-about"
# ## 8. Does it draw what was ordered?
#
# Beauty is hard to measure, obedience is not. A small network is trained to *read* digits, tested on the 397 that were
# laid aside, and made judge: how many of 500 ordered drawings does it read as what was ordered? We try several weights.
# **Predict** the share for no guidance of any kind ($w = 0$), and whether more is always better.

# %% id="judge-guess"
my_shares = {0: None, 1: None, 2: None, 4: None}  # shares from 0 to 1

# %% [markdown] id="judge-train-about"
# The second number is *variety*: the mean distance between drawings of the same digit, divided by the same for real
# ones. 1 means as varied as real handwriting, 0 means the same picture again and again.

# %% id="judge-train"
torch.manual_seed(SEED)
judge = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10)).to(DEVICE)
optimiser = torch.optim.Adam(judge.parameters(), lr=1e-2, weight_decay=1e-4, fused=True)
for _ in range(400):
    rows = torch.randint(len(images), (128,), device=DEVICE)
    blurred = images[rows] + 0.3 * torch.randn(128, 64, device=DEVICE)
    optimiser.zero_grad()
    nn.functional.cross_entropy(judge(blurred), labels[rows]).backward()
    optimiser.step()
judge_accuracy = (judge(unseen).argmax(dim=1) == unseen_labels).float().mean().item()


def variety(drawn, orders):
    """How far drawings of one digit lie from each other, as a share of the same for training pictures."""
    shares = [torch.pdist(drawn[orders == d]).mean() / torch.pdist(images[labels == d]).mean() for d in range(10)]
    return torch.stack(shares).mean().item()


orders = torch.arange(10, device=DEVICE).repeat_interleave(50)
weights, obeyed, varied, drawings = [0, 0.5, 1, 1.5, 2, 3, 4, 6], [], [], {}
for weight in sorted({*weights, GUIDANCE}):
    torch.manual_seed(SEED + 2)
    begin = torch.randn(500, 64, device=DEVICE)
    drawn = walk(lambda x, t, w=weight: guided(guide, x, t, orders, w), begin, WALK).clamp(-1, 1)
    drawings[weight] = drawn
    if weight in weights:
        obeyed.append((judge(drawn).argmax(dim=1) == orders).float().mean().item())
        varied.append(variety(drawn, orders))
drawn = drawings[GUIDANCE]
class_accuracy = (judge(drawn).argmax(dim=1) == orders).float().mean().item()

# %% [markdown] id="sweep-about"
# The two numbers against the weight, and twelve drawings of the same order for three of the weights.

# %% id="sweep"
fig, ax = plt.subplots(figsize=(7.5, 3.6))
ax.plot(weights, obeyed, "o-", color=BLUE, lw=2, label="share read as ordered")
ax.plot(weights, varied, "s--", color=VERMILION, lw=2, label="variety, 1 = real digits")
for weight, guess in my_shares.items():
    if guess is not None:
        ax.plot(weight, guess, "x", color=BLACK, ms=10, mew=2)
ax.set(
    xlabel="guidance weight w",
    ylabel="share",
    ylim=(0, 1.2),
    title=f"The judge reads {judge_accuracy:.1%} of real ones",
)
ax.legend(loc="lower right")
plt.show()
show([drawings[weight][5 * 50 : 5 * 50 + 12] for weight in (0, 1, 4)], side="w = 4  |  w = 1  |  w = 0")
plt.suptitle("Twelve times the order: a 5")
plt.show()

# %% [markdown] id="sweep-why"
# With $w = 0$ it draws whatever the noise suggests, some of it between two digits. (An order for a 5 may then bring any
# digit, so the variety is even above 1.) Up to about 2, more guidance makes all of it what was ordered, cleaner, and
# more alike: insisting costs variety. Beyond that there is little left to gain. Programs that paint from sentences use
# weights of about 2 to 8, and what they draw looks typical for the same reason.

# %% [markdown] id="judge-check-about"
# Enough that the drawings are read as ordered, and that it is not the same drawing each time.

# %% id="judge-check" tags=["check"] for="lesson guided walk"
AIM = 0.96
assert judge_accuracy >= 0.93, f"The judge itself reads only {judge_accuracy:.1%} of real digits; train it longer."
assert np.mean(losses[-100:]) < 0.6 * np.mean(losses[:20]), "The loss hardly fell. Did training run?"
assert obeyed[0] < 0.4, f"With w = 0 the order is ignored, so about a tenth should fit by luck, not {obeyed[0]:.0%}."
assert class_accuracy >= AIM, (
    f"{class_accuracy:.1%} of the drawings are read as ordered; {AIM:.0%} are in reach with {STEPS} lessons."
)
assert variety(drawn, orders) > 0.5, f"All drawings of a digit look alike: variety {variety(drawn, orders):.2f}."

# %% [markdown] id="metric-about"
# The next cell notes the result in your progress, if the curriculum panel is there; otherwise it shows nothing.

# %% id="metric"
result = {"name": "drawings read as ordered, diffusion", "value": class_accuracy, "unit": "", "at_least": AIM}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="gallery-about"
# And now just look. Each column is an order.

# %% id="gallery"
fig = show(
    [[drawn[50 * digit + place] for digit in range(10)] for place in range(8)], [str(d) for d in range(10)], height=0.7
)
plt.show()

# %% [markdown] id="nearest-about"
# ## 9. Invented, or copied?
#
# A model that draws well may simply remember well. The question has gone to court more than once, so measure it. For
# every drawing, the distance to the training picture nearest to it: a copy has the distance zero. But what is far? A
# yardstick is needed: the *unseen* digits, real ones by real hands, which surely nobody copied.


# %% id="nearest" tags=["exercise"]
def nearest(some, known):
    """For each row of `some`, (n, d), the Euclidean distance to the nearest row of `known`, (m, d): shape (n,)."""
    ### BEGIN SOLUTION
    #: the distances between all pairs, then the least of each row.
    return torch.cdist(some, known).min(dim=1).values
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="nearest"
# All pairs make a table of n × m distances. Over which axis is the least to be taken, so that n numbers remain?

# %% [markdown] tags=["hint"] for="nearest"
# `torch.cdist(a, b)` is that table. `.min(dim=…)` gives values and indices; you want the `.values`.

# %% [markdown] id="nearest-check-about"
# Some distances by hand: the triangle with sides 3, 4 and 5.

# %% id="nearest-check" tags=["check"]
known_try = torch.tensor([[0.0, 0.0], [10.0, 0.0]])
far = nearest(torch.tensor([[3.0, 4.0], [10.0, 1.0], [0.0, 0.0]]), known_try)
assert far.shape == (3,), f"Three rows have three distances, shape (3,); yours has the shape {tuple(far.shape)}."
assert torch.allclose(far, torch.tensor([5.0, 1.0, 0.0]), atol=1e-4), (
    f"(3, 4), (10, 1) and (0, 0) are 5, 1 and 0 away from the nearest of (0, 0) and (10, 0); yours: {far.tolist()}."
)

# %% [markdown] id="verdict-about"
# Three groups: the drawings of the network, digits that were never seen, and what the perfect guide walked to.
# **Predict** where each will lie before you run.
#
# *Your words:*
#

# %% id="verdict"
distance_drawn, distance_unseen = nearest(drawn, images).cpu(), nearest(unseen, images).cpu()
distance_perfect = nearest(copied.clamp(-1, 1), images).cpu()
novelty = (distance_drawn.median() / distance_unseen.median()).item()
bins = np.linspace(0, 5, 41)
fig, ax = plt.subplots(figsize=(7.5, 3.6))
for distances, colour, style, name in [
    (distance_unseen, BLUE, "-", "unseen digits by real hands"),
    (distance_drawn, VERMILION, "-", "drawn by the network"),
    (distance_perfect, BLACK, ":", "walked by the perfect guide"),
]:
    ax.hist(distances, bins, density=True, histtype="step", color=colour, ls=style, lw=2, label=name)
ax.set(xlabel="distance to the nearest training picture", ylabel="density (log scale)", yscale="log")
ax.set_title(f"The median drawing is {novelty:.2f} times as far from the training set as a real one")
ax.legend()
plt.show()
least = distance_drawn.argsort()[:10].to(DEVICE)
fig = show([drawn[least], images[torch.cdist(drawn[least], images).argmin(dim=1)]], side="training  |  drawn")
fig.suptitle("The ten drawings most like a training picture, and that picture")
plt.show()

# %% [markdown] id="verdict-check-about"
# The last check asks that the drawings be no copies, and not far off from anything digit-like either.

# %% id="verdict-check" tags=["check"] for="nearest lesson"
NEW = 0.9
assert distance_perfect.max() < 0.05, "The perfect guide should end at copies; does `nearest` find them?"
assert novelty >= NEW, f"The drawings are only {novelty:.2f} times as far from the training set as unseen digits are."
assert novelty < 1.6, f"The drawings are {novelty:.2f} times as far as unseen digits: hardly digits any more."

# %% [markdown] id="novelty-metric-about"
# This, too, goes into your progress.

# %% id="novelty-metric"
result = {"name": "distance from the training set, diffusion", "value": novelty, "unit": "× unseen", "at_least": NEW}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="verdict-why"
# On the whole the drawings lie as far from the training pictures as real new digits do. That is good news, with care:
# such a test sees copies of whole pictures only, and it is an average. Large models have been caught giving back single
# training photographs, mostly ones that were in the data many times over. Look again at the pairs above: are there any
# that you would call copies?

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original settings: while you play, do not
# mind them.)
#
# 1. `WALK = 5`, then 2, then 1. The road is straight, so why is one step not enough? Look back at the forecasts.
# 2. Train on 50 pictures only (`images, labels = images[:50], labels[:50]` after the data cell), with `STEPS = 6000`.
#    Where does the histogram of the drawings go?
# 3. `DROP = 0`. Which half of the guidance has then never been learned?
# 4. `GUIDANCE = 15`. What do the digits look like, and what does the judge say?
# 5. In the cell below, mix other digits. Is the mean of two velocities a picture of both, or of one or the other?
#
# *What I expected, and what happened:*
#

# %% [markdown] id="change-room-about"
# Room to try. As a start, question 5: a mixture of two orders.

# %% id="change-room"
torch.manual_seed(SEED + 3)
begin = torch.randn(12, 64, device=DEVICE)
three, eight = (torch.full((12,), digit, device=DEVICE) for digit in (3, 8))
mixed = walk(
    lambda x, t: 0.5 * guided(guide, x, t, three, GUIDANCE) + 0.5 * guided(guide, x, t, eight, GUIDANCE), begin, WALK
)
show([mixed])
plt.suptitle("Half a 3, half an 8")
plt.show()

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - The idea of learning to undo noise step by step is from physics: [Deep Unsupervised Learning using Nonequilibrium
#   Thermodynamics](https://arxiv.org/abs/1503.03585), Sohl-Dickstein and others, 2015. It made its first good pictures
#   in [Denoising Diffusion Probabilistic Models](https://arxiv.org/abs/2006.11239), Ho and others, 2020.
# - The straight roads of this notebook: [Flow Matching](https://arxiv.org/abs/2210.02747), Lipman and others, and
#   [rectified flow](https://arxiv.org/abs/2209.03003), Liu and others, both 2022.
# - [Classifier-Free Diffusion Guidance](https://arxiv.org/abs/2207.12598), Ho and Salimans, 2022.
# - Copies found in large models: [Extracting Training Data from Diffusion Models](https://arxiv.org/abs/2301.13188),
#   Carlini and others, 2023.
#
# The program that paints from a sentence is this notebook with three changes: a larger network with convolutions or
# attention, a sentence in place of the digit, and roads through the latent space of an autoencoder (see
# `variational-autoencoder`) instead of raw pixels.
#
# **When it hurts**
#
# - The view from a distance: Lilian Weng's [What are Diffusion
#   Models?](https://lilianweng.github.io/posts/2021-07-11-diffusion-models/)
# - Flow matching with many pictures: [An introduction to flow
#   matching](https://mlg.eng.cam.ac.uk/blog/2024/01/20/flow-matching.html), from Cambridge.
# - The drawings are grey mush? Look at the check of part 5 first: if it passes, the lesson is right, and the fault is
#   in the walk or the guidance.
