# %% [markdown] id="question"
# # Optimisers and regularisation: learning from a liar
#
# Here are 1,297 handwritten digits to learn from, and a confession: **four in ten of their labels are wrong.** Somebody
# was tired, or guessed, or clicked on the wrong button. Real data are often like that, if seldom this badly, and nobody
# can tell you which labels they are.
#
# Train a network on it for long enough and it will know all of it by heart, lies included. And yet the same network, on
# the same data, held back in the right way, reads more than nine in ten unseen digits correctly. It then even tells
# you *which* of your labels are wrong. **How does one get a network to learn what is true of the data, and not the
# data?**
#
# By the end you will have written
#
# - momentum and Adam, the optimisers behind most of what is trained today, equal to torch's, step by step;
# - early stopping, dropout and weight decay, and seen what each does to a network that would rather memorise;
# - batch normalisation, and found out what it is good for, and what not;
# - a comparison over three seeds in which you believe the differences.
#
# It takes about 85 minutes. Cells that hold a `raise NotImplementedError` are yours; the cell after each one
# checks it. Where a cell asks for a guess, write one down before you run on.

# %% [markdown] id="packages-about"
# First, see whether this kernel has what we need. If not, this cell says what to do.

# %% id="packages" tags=["packages"]
packages = {"torch": "torch", "sklearn": "scikit-learn", "matplotlib": "matplotlib", "tqdm": "tqdm"}

# %% [markdown] id="tools-about"
# The tools. From now on torch walks back for you: you know what it does, since you wrote it in `autograd`. The line
# `DEVICE = …` picks a graphics card if there is one. Scikit-learn only lends its digits.

# %% id="tools"
import math
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import display
from sklearn.datasets import load_digits
from torch.nn import functional
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

# %% [markdown] id="parameters-about"
# The knobs of the notebook. Leave them for the first pass; later, come back and turn them.

# %% id="parameters" tags=["parameters"]
SEED = 0
NOISE = 0.4  # the share of labels that lie
HIDDEN = 256  # units in each of the two hidden layers
EPOCHS = 40  # how often the network sees every training image
RATE = 0.001  # the learning rate of Adam
BATCH = 64  # images per step
DROP = (0.2, 0.5)  # the share of pixels, and of hidden units, that dropout switches off
DECAY = 1.0  # the strength of weight decay
PATIENCE = 8  # for how many epochs early stopping waits for something better

# %% [markdown] id="data-about"
# The digits, and who lies. `deal(seed)` puts 500 images away as the exam, with their true labels. Of the others, 300
# are for *validation*, and their labels lie like those of the training set: in real life you would have no better ones.

# %% id="data"
images, labels = load_digits(return_X_y=True)
truth = torch.tensor(labels, device=DEVICE)


def deal(seed):
    """Pixels, labels as given (some lie), and the rows for training, validation and test."""
    rng = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(images), generator=rng)
    lies = torch.rand(len(images), generator=rng) < NOISE
    shift = torch.randint(1, 10, (len(images),), generator=rng)  # 1 to 9, so that a lie is never the truth
    given = torch.where(lies, (torch.tensor(labels) + shift) % 10, torch.tensor(labels))
    test, validation, train = order[:500], order[500:800], order[800:]
    pixels = torch.tensor(images / 16, dtype=torch.float32)
    pixels = pixels - pixels[train].mean(axis=0)
    return [part.to(DEVICE) for part in (pixels, given, train, validation, test)]


pixels, given, train, validation, test = deal(SEED)
fig, axes = plt.subplots(2, 10, figsize=(10, 2.7))
for ax, row in zip(axes.flat, train.tolist(), strict=False):
    ax.imshow(images[row].reshape(8, 8), cmap="gray_r")
    ax.set_title(f"“{given[row]}”", color=BLACK if given[row] == truth[row] else VERMILION)
    ax.set(xticks=[], yticks=[])
axes[1, 0].set(xlabel="column", ylabel="row")
fig.suptitle("Training images with the labels as given; the lies are in orange (the network is not told)")
plt.show()

# %% [markdown] id="momentum-about"
# ## 1. A ball with weight
#
# An optimiser is what turns gradients into steps. Plain gradient descent forgets everything between two steps.
# *Momentum* keeps a velocity $v$ for every weight: it loses a tenth, and gains the gradient,
#
# $$v \leftarrow \mu\, v + g, \qquad w \leftarrow w - \eta\, v, \qquad \mu = 0.9.$$
#
# Where gradients agree for many steps, the velocity builds up, to ten times the gradient; where they contradict each
# other, from batch to batch or from one wall of the valley to the other, they cancel. (You met the ball in
# `gradient-descent`; torch uses exactly these two lines.)
#
# `parameters` are tensors, and torch has left the gradient of each in its `.grad`. Change tensors in place (`v *= …`,
# `p -= …`), so that the network's own weights move.


# %% id="momentum" tags=["exercise"]
class Momentum:
    """Gradient descent with momentum; with keep = 0 it is plain gradient descent."""

    def __init__(self, parameters, rate, keep=0.9):
        self.parameters, self.rate, self.keep = list(parameters), rate, keep
        self.velocities = [torch.zeros_like(p) for p in self.parameters]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.parameters, self.velocities, strict=True):
            ### BEGIN SOLUTION
            #: change v, then p, in place; the gradient is p.grad.
            v *= self.keep
            v += p.grad
            p -= self.rate * v
            ### END SOLUTION


# %% [markdown] tags=["hint"] for="momentum"
# Two formulas, and their order matters: which velocity does the weight move with, the old or the new one?

# %% [markdown] tags=["hint"] for="momentum"
# `v = self.keep * v + p.grad` would make a new tensor that is forgotten after the round. `v *= self.keep` and
# `v += p.grad` change the one that is kept.

# %% [markdown] id="momentum-check-about"
# The check first lets a ball roll down an even slope, then runs beside torch's own.

# %% id="momentum-check" tags=["check"]
slope = torch.zeros(1)
slope.grad = torch.ones(1)
ball, places = Momentum([slope], rate=1.0, keep=0.5), []
for _ in range(3):
    ball.step()
    places.append(slope.item())
assert places[0] == -1, f"The first step, from rest, is the rate times the gradient: to -1. Yours led to {places[0]}."
assert places == [-1, -2.5, -4.25], (
    f"With a gradient of 1 and half of the velocity kept, the steps are 1, 1.5, 1.75; you were at {places}."
)


def side_by_side(mine, theirs, steps=30):
    """The largest difference after every step, when both get the same gradients, of very different sizes."""
    rng, gaps = torch.Generator().manual_seed(1), []
    for _ in range(steps):
        for ours, other in zip(mine.parameters, theirs.param_groups[0]["params"], strict=True):
            ours.grad = torch.randn(ours.shape, generator=rng, dtype=torch.float64) * 10.0 ** (ours.ndim - 1)
            other.grad = ours.grad.clone()
        mine.step()
        theirs.step()
        pairs = zip(mine.parameters, theirs.param_groups[0]["params"], strict=True)
        gaps.append(max((ours - other).abs().max().item() for ours, other in pairs))
    return gaps


def twins():
    rng = torch.Generator().manual_seed(2)
    first = [torch.randn(shape, generator=rng, dtype=torch.float64) for shape in [(4, 3), (3,), ()]]
    return first, [p.clone() for p in first]


first, second = twins()
gaps = side_by_side(Momentum(first, rate=0.1), torch.optim.SGD(second, lr=0.1, momentum=0.9))
wrong = next((number for number, gap in enumerate(gaps, start=1) if gap > 1e-9), None)
assert wrong is None, (
    f"From step {wrong} on your weights are not where torch's are; they differ by {gaps[wrong - 1]:.2g}."
)

# %% [markdown] id="adam-about"
# ## 2. Adam: a stride of one's own for every weight
#
# One learning rate for all weights is a compromise. A weight that hangs on a pixel which is nearly always white gets
# tiny gradients, and hardly moves; another gets large ones, and jumps. Adam measures both and evens them out. For every
# weight it keeps two running averages, of the gradient and of its square:
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\, g, \qquad s \leftarrow \beta_2 s + (1-\beta_2)\, g^2 .$$
#
# Both start at zero and so are too small at first. After $t$ steps, an average has seen only the share $1-\beta^t$ of
# what it should, so divide by that: $\hat m = m/(1-\beta_1^t)$ and $\hat s = s/(1-\beta_2^t)$. Then
#
# $$w \leftarrow w - \eta\, \frac{\hat m}{\sqrt{\hat s} + \varepsilon} .$$
#
# Multiply all gradients by a thousand: nothing changes. The stride is about $\eta$ where gradients agree, and much less
# where they contradict one another.


# %% id="adam" tags=["exercise"]
class Adam:
    """Adam, as in the paper."""

    def __init__(self, parameters, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.parameters, self.rate = list(parameters), rate
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.means = [torch.zeros_like(p) for p in self.parameters]
        self.squares = [torch.zeros_like(p) for p in self.parameters]
        self.count = 0  # the steps done

    @torch.no_grad()
    def step(self):
        self.count += 1
        for p, m, s in zip(self.parameters, self.means, self.squares, strict=True):
            ### BEGIN SOLUTION
            #: change m and s in place, correct both for the start, and move p in place.
            m *= self.beta1
            m += (1 - self.beta1) * p.grad
            s *= self.beta2
            s += (1 - self.beta2) * p.grad**2
            m_hat = m / (1 - self.beta1**self.count)
            s_hat = s / (1 - self.beta2**self.count)
            p -= self.rate * m_hat / (s_hat.sqrt() + self.epsilon)
            ### END SOLUTION


# %% [markdown] tags=["hint"] for="adam"
# Do the very first step by hand for a gradient of 5: what are $m$, $\hat m$, $s$, $\hat s$, and how far does the weight
# move? What if the gradient had been 0.001?

# %% [markdown] tags=["hint"] for="adam"
# `self.count` is $t$, already counted up. The corrected averages are new tensors (`m / (1 - self.beta1**self.count)`);
# `m` and `s` themselves must stay uncorrected for the next step. The square root is taken of $\hat s$, and
# $\varepsilon$ added outside it.

# %% [markdown] id="adam-check-about"
# The check: the first step, a change of scale, and thirty steps beside torch's.

# %% id="adam-check" tags=["check"]
three = torch.zeros(3)
three.grad = torch.tensor([5.0, -5.0, 0.001])
walker = Adam([three], rate=0.1)
walker.step()
assert torch.allclose(three, torch.tensor([-0.1, 0.1, -0.1]), atol=1e-4), (
    f"The first step is as long as the rate, 0.1, for each weight, against its gradient; yours went {three.tolist()}."
)
walker.step()
assert torch.allclose(three.abs(), torch.tensor(0.2), atol=1e-4), (
    f"With the same gradient again, the second step is as long as the first; you are at {three.tolist()}. "
    "Are m and s changed in place, and kept uncorrected for the next step?"
)
loud, quiet = torch.zeros(1), torch.zeros(1)
for p, scale in [(loud, 1000.0), (quiet, 1.0)]:
    walker = Adam([p], rate=0.1)
    for gradient in (1.0, -2.0, 0.5, 3.0):
        p.grad = torch.tensor([gradient * scale])
        walker.step()
assert torch.allclose(loud, quiet, atol=1e-5), "Gradients a thousand times as large should lead to the same place."
first, second = twins()
gaps = side_by_side(Adam(first, rate=0.1), torch.optim.Adam(second, lr=0.1))
wrong = next((number for number, gap in enumerate(gaps, start=1) if gap > 1e-9), None)
assert wrong is None, (
    f"From step {wrong} on your weights are not where torch's are; they differ by {gaps[wrong - 1]:.2g}."
)

# %% [markdown] id="net-about"
# Now the network that everything is tried on. Nothing in it is new: layers with a ReLU between them, the start that you
# know from `net-from-scratch`. It calls your `dropout` and your `batch_norm`, which you write further down, and only
# if it is told to.


# %% id="net"
class Net:
    def __init__(self, sizes, rng, drop=(0.0, 0.0), norm=False, start=1.0):
        pairs, hidden = list(pairwise(sizes)), sizes[1:-1]
        self.weights = [
            torch.randn(i, o, generator=rng, device=DEVICE).mul_(start * math.sqrt(2 / i)) for i, o in pairs
        ]
        self.biases = [torch.zeros(o, device=DEVICE) for _, o in pairs]
        self.scales = [torch.ones(o, device=DEVICE) for o in hidden]
        self.shifts = [torch.zeros(o, device=DEVICE) for o in hidden]
        self.running = [(torch.zeros(o, device=DEVICE), torch.ones(o, device=DEVICE)) for o in hidden]
        self.rng, self.drop, self.norm = rng, drop, norm
        for p in self.parameters():
            p.requires_grad_()

    def parameters(self):
        return [*self.weights, *self.biases, *([*self.scales, *self.shifts] if self.norm else [])]

    def scores(self, X, training=False):
        h = dropout(X, self.drop[0], training, self.rng) if self.drop[0] else X
        for depth, (W, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            h = h @ W + b
            if depth < len(self.weights) - 1:
                if self.norm:
                    h = batch_norm(h, self.scales[depth], self.shifts[depth], self.running[depth], training)
                h = torch.relu(h)
                h = dropout(h, self.drop[1], training, self.rng) if self.drop[1] else h
        return h


def learn(net, optimiser, X, y, decay=0.0):
    """One step on one batch; the loss before it."""
    loss = functional.cross_entropy(net.scores(X, training=True), y)
    for p in net.parameters():
        p.grad = None
    loss.backward()
    if decay:
        shrink(net.parameters(), optimiser.rate * decay)
    optimiser.step()
    return loss.item()


# %% [markdown] id="sweep-about"
# ### Predict
#
# Plain gradient descent, momentum and Adam each train for 100 steps on *true* labels, with learning rates from far too
# small to far too large. Left: the digits as they are. Right: half of the pixels are ten times larger, as if measured
# in another unit. Each of the three has a best rate. **Whose lies furthest to the left? Whose moves least from the
# left picture to the right one?** (A loss of 9 or more is drawn at the very top: that network has fallen to pieces.)
#
# *Your guess:*
#

# %% id="sweep"
kinds = {
    "plain": (lambda p, rate: Momentum(p, rate, keep=0), VERMILION, "o"),
    "momentum": (lambda p, rate: Momentum(p, rate), BLUE, "s"),
    "Adam": (lambda p, rate: Adam(p, rate), GREEN, "^"),
}
rates = 10.0 ** np.arange(-3.5, 1.1, 0.5)
loud = pixels.clone()
loud[:, ::2] *= 10
fig, axes = plt.subplots(1, 2, figsize=(11, 3.8), sharey=True)
for ax, X, title in [(axes[0], pixels, "digits as they are"), (axes[1], loud, "half of the pixels 10 times larger")]:
    for name, (make, colour, marker) in kinds.items():
        ends = []
        for rate in rates:
            rng = torch.Generator(DEVICE).manual_seed(SEED)
            net = Net([64, 64, 10], rng)
            optimiser = make(net.parameters(), rate)
            for _ in range(100):
                rows = train[torch.randint(len(train), (BATCH,), generator=rng, device=DEVICE)]
                learn(net, optimiser, X[rows], truth[rows])
            with torch.no_grad():
                ends.append(functional.cross_entropy(net.scores(X[train]), truth[train]).item())
        ax.loglog(rates, np.clip(np.nan_to_num(ends, nan=9), 0, 9), marker + "-", color=colour, ms=5, label=name)
    ax.axhline(math.log(10), color="#777777", ls=":", label="knowing nothing")
    ax.set(title=title, xlabel="learning rate (log scale)")
axes[0].set_ylabel("training loss after 100 steps")
axes[0].legend()
plt.show()

# %% [markdown] id="sweep-why"
# Tuned with care, all three get far, and no optimiser saves one from a rate that is much too large. But look at *where*
# the hollows lie. Plain descent wants a rate a hundred times that of Adam, and when part of the data comes in another
# unit, its best rate falls by a factor of ten or more; so does that of momentum. Adam's moves much less, since it asks
# how large a gradient is *for this weight*. That is why one can start with Adam and a rate that worked elsewhere, 0.001
# or so, and ask questions later.

# %% [markdown] id="liar-about"
# ## 3. The liar
#
# Now the noisy labels, and nothing to hold the network back: two layers of 256 units, Adam, 40 epochs. `fit` keeps a
# record after every epoch. It asks two questions of the training images whose label lies: does the network say what the
# label says, or the truth?

# %% id="fit"
RECIPES = {
    "nothing": {},
    "weight decay": {"decay": DECAY},
    "dropout": {"drop": DROP},
    "batch norm": {"norm": True},
    "dropout + decay": {"drop": DROP, "decay": DECAY},
}


def fit(seed, decay=0.0, **settings):
    """Trains on the noisy labels; a record with one value an epoch, and the scores for all images at the end."""
    pixels, given, train, validation, test = deal(seed)
    rng = torch.Generator(DEVICE).manual_seed(seed)
    net = Net([64, HIDDEN, HIDDEN, 10], rng, **settings)
    optimiser = Adam(net.parameters(), RATE)
    lied = train[given[train] != truth[train]]
    record = {"training": [], "validation loss": [], "test": [], "lies believed": [], "lies seen through": []}
    for _ in range(EPOCHS):
        for rows in train[torch.randperm(len(train), generator=rng, device=DEVICE)].split(BATCH):
            learn(net, optimiser, pixels[rows], given[rows], decay)
        with torch.no_grad():
            scores = net.scores(pixels)
        said = scores.argmax(axis=1)
        record["training"].append((said[train] == given[train]).float().mean().item())
        record["validation loss"].append(functional.cross_entropy(scores[validation], given[validation]).item())
        record["test"].append((said[test] == truth[test]).float().mean().item())
        record["lies believed"].append((said[lied] == given[lied]).float().mean().item())
        record["lies seen through"].append((said[lied] == truth[lied]).float().mean().item())
    return record, scores


# %% [markdown] id="liar-guess-about"
# ### Predict
#
# When it is over: which share of its *training labels* will the network give back correctly? And which share of the 500
# *unseen* digits will it read correctly, judged by the truth? Is it at its best at the end?

# %% id="liar-guess"
my_training_share, my_test_share = None, None

# %% [markdown] id="liar-run-about"
# Watch the two lines on the right especially.

# %% id="liar"
plain, _ = fit(SEED)
epochs = np.arange(1, EPOCHS + 1)
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8), sharey=True)
left.plot(epochs, plain["training"], color=BLUE, lw=2, label="training images, labels as given")
left.plot(epochs, plain["test"], color=VERMILION, lw=2, label="unseen images, by the truth")
for guess, colour in [(my_training_share, BLUE), (my_test_share, VERMILION)]:
    if guess is not None:
        left.plot(EPOCHS, guess, "x", color=colour, ms=11, mew=2, label="your guess")
left.set(title="Better and better on paper", xlabel="epoch", ylabel="share", ylim=(0, 1.02))
right.plot(epochs, plain["lies seen through"], color=GREEN, lw=2, label="says the truth")
right.plot(epochs, plain["lies believed"], color=PURPLE, lw=2, label="says what the label says")
right.set(title="Training images whose label lies", xlabel="epoch")
for ax in (left, right):
    ax.legend(loc="lower right" if ax is left else "center left")
plt.show()
print(f"Unseen digits: {max(plain['test']):.0%} at the best moment, {plain['test'][-1]:.0%} at the end.")

# %% [markdown] id="liar-why"
# The truth comes first. What the digits have in common is one simple rule that serves hundreds of images; every lie is
# a special case that serves one. So a network learns the rule first and then, having nothing else to lower the loss
# with, the lies, one by one. Memory is not evil. But it comes *second*, and it overwrites part of what was learned
# before. Everything that follows is a way of making memory expensive.

# %% [markdown] id="stopping-about"
# ## 4. Stop in time
#
# The simplest way: stop when it is at its best. But you are not allowed to look at the exam. The validation images will
# have to do, and their labels lie too. Does that matter? A lie there is equally wrong for all networks, so it adds
# about the same to every loss; the *lowest point* stays about where it is.
#
# Write `stop_at(losses, patience)`. It reads the validation losses epoch by epoch, as they would come in, and gives up
# as soon as `patience` epochs in a row have brought nothing better than the best so far. It answers with two numbers,
# both counted from 0: the best epoch until then, whose weights one keeps, and the epoch at which it gave up (the last
# one, if it never did). It must not see the future: what would have come after giving up counts for nothing.


# %% id="stopping" tags=["exercise"]
def stop_at(losses, patience):
    """(the best epoch, the epoch at which one gives up), counted from 0."""
    ### BEGIN SOLUTION
    #: walk through the losses and remember the epoch of the lowest so far; give up `patience` epochs after it.
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="stopping"
# Take the losses 5, 4, 6, 3, 7, 8, 9 and a patience of 2, and go through them with a finger. What do you need to
# remember from one epoch to the next?

# %% [markdown] tags=["hint"] for="stopping"
# It is enough to remember the best epoch. If the current loss is lower, that is the new best; if not, and the current
# epoch is `patience` away from the best, return both.

# %% [markdown] id="stopping-check-about"
# A few histories short enough to read.

# %% id="stopping-check" tags=["check"]
for losses, patience, expected, why in [
    ([5, 4, 3, 2, 1], 2, (4, 4), "it gets better all the time, so one never gives up"),
    ([5, 4, 6, 3, 7, 8, 9], 2, (3, 5), "after 3, two epochs in a row bring nothing better"),
    ([5, 4, 6, 7, 1, 1], 2, (1, 3), "one gives up before the 1 comes, and cannot know of it"),
    ([5, 4, 6, 7, 1, 2], 3, (4, 5), "with more patience one gets to see the 1"),
    ([3, 4, 2, 4, 1, 4, 4], 2, (4, 6), "the waiting starts anew after every new best"),
    ([2, 2, 2, 2], 3, (0, 3), "an equal loss is nothing better"),
    ([7], 3, (0, 0), "there is only one epoch"),
]:
    found = stop_at(losses, patience)
    assert isinstance(found, tuple), "The answer should be a pair: the best epoch, and the one at which one gives up."
    assert tuple(map(int, found)) == expected, (
        f"Losses {losses}, patience {patience}: {why}, so the answer is {expected}; yours is {tuple(found)}."
    )

# %% [markdown] id="stopped-about"
# On the plain network from above:

# %% id="stopped"
best, last = stop_at(plain["validation loss"], PATIENCE)
fig, ax = plt.subplots(figsize=(8, 3.8))
ax.plot(epochs, plain["validation loss"], color=BLUE, lw=2, label="validation loss (its labels lie)")
ax.axvspan(last + 1, EPOCHS, color="#DDDDDD", alpha=0.6, label="never computed")
ax.plot(best + 1, plain["validation loss"][best], "o", color=VERMILION, ms=9, label=f"kept: epoch {best + 1}")
ax.set(xlabel="epoch", ylabel="validation loss")
ax.legend(loc="upper left")
ax.set_title(f"Unseen digits: {plain['test'][-1]:.0%} at the end, {plain['test'][best]:.0%} where one stopped")
plt.show()

# %% [markdown] id="dropout-about"
# ## 5. Dropout: rely on nobody
#
# To remember one special image, a few units have to conspire: this one fires for this stroke, that one for that speck.
# Dropout breaks conspiracies up. In every training step each unit is switched off with the probability `share`, by lot,
# so that nothing can be built on the presence of a certain few.
#
# Two details matter. What stays is divided by $1-\text{share}$, so that *on average* the next layer gets what it would
# get without dropout. And in use (`training=False`) nobody is switched off and nothing is divided.


# %% id="dropout" tags=["exercise"]
def dropout(h, share, training, rng):
    """h with about this share of its entries set to zero and the rest made larger; unchanged if not training."""
    ### BEGIN SOLUTION
    #: a lot for every entry, from `torch.rand(h.shape, generator=rng, device=h.device)`; h itself stays as it is.
    if not training:
        return h
    stays = torch.rand(h.shape, generator=rng, device=h.device) >= share
    return h * stays / (1 - share)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="dropout"
# `torch.rand` draws evenly between 0 and 1. Which share of such numbers is below 0.3?

# %% [markdown] tags=["hint"] for="dropout"
# A comparison of the lots with `share` gives a mask of true and false, and `h * mask` keeps what is true. Every entry
# gets its own lot, so the mask has the shape of `h`.

# %% [markdown] id="dropout-check-about"
# The check counts, averages, and looks at the gradient.

# %% id="dropout-check" tags=["check"]
rng = torch.Generator().manual_seed(3)
ones = torch.ones(400, 50, requires_grad=True)
dropped = dropout(ones, 0.3, True, rng)
zeros = (dropped == 0).float()
assert (zeros.mean(axis=0) < 1).all(), "Each entry draws its own lot; here whole units are off for all examples."
assert (zeros.mean(axis=1) < 1).all(), "Each entry draws its own lot; here some examples have nothing left."
assert 0.27 < zeros.mean() < 0.33, f"About 30 % should be switched off; with you it is {zeros.mean():.0%}."
assert torch.allclose(dropped[dropped > 0], torch.tensor(1 / 0.7)), (
    f"What stays is divided by 1 − 0.3, so a 1 becomes {1 / 0.7:.3f}; with you {dropped.max().item():.3f}."
)
assert zeros.mean(axis=0).std() > 0.005, "Each unit should be switched off at random, not always equally often."
again = dropout(ones, 0.3, True, rng)
assert not torch.equal(again, dropped), "Every call should draw anew."
repeat = dropout(ones, 0.3, True, torch.Generator().manual_seed(3))
assert torch.equal(repeat, dropped), "The same generator should draw the same lots; use the one you are given."
assert torch.equal(dropout(ones, 0.3, False, rng), ones), "In use nothing is switched off, and nothing divided."
dropped.sum().backward()
assert torch.allclose(ones.grad, dropped.detach()), "Blame flows back only through what stayed, and just as enlarged."

# %% [markdown] id="lots-about"
# One hidden layer for twelve images, three draws, and what comes out in use.

# %% id="lots"
rng = torch.Generator(DEVICE).manual_seed(SEED)
with torch.no_grad():
    h = torch.relu(pixels[train[:12]] @ Net([64, 40, 10], rng).weights[0])
fig, axes = plt.subplots(1, 4, figsize=(12, 2.6), sharey=True)
for ax, (training, title) in zip(
    axes, [(True, "draw 1"), (True, "draw 2"), (True, "draw 3"), (False, "in use")], strict=True
):
    out = dropout(h, 0.5, training, rng)
    ax.imshow(out.cpu(), cmap="viridis", vmin=0, vmax=2 * h.max().item(), aspect="auto")
    ax.set(title=f"{title}, mean {out.mean():.2f}", xlabel="hidden unit")
axes[0].set_ylabel("image")
plt.show()

# %% [markdown] id="decay-about"
# ## 6. Weight decay: everything fades
#
# The second way makes memory cost something all the time: before every step, each weight loses a small part of itself,
#
# $$W \leftarrow (1 - \eta\lambda)\, W .$$
#
# A weight that serves hundreds of images is refreshed by all of them. One that serves a single lie is refreshed once
# an epoch, and fades in between. The *biases* are left alone: they do not make a network wild, and they are few.
#
# Write `shrink(parameters, amount)`, where `amount` is $\eta\lambda$. Weights are the parameters with two axes. With
# Adam this is what is called AdamW. (The older way adds $\frac\lambda2 W^2$ to the loss; but then Adam divides the pull
# of it by $\sqrt{\hat s}$ along with the rest, and the weights with the largest gradients hardly fade at all.)


# %% id="decay" tags=["exercise"]
@torch.no_grad()
def shrink(parameters, amount):
    """Weights, not biases, lose this share of themselves, in place."""
    ### BEGIN SOLUTION
    #: in place, and only for what has more than one axis.
    for p in parameters:
        if p.ndim > 1:
            p *= 1 - amount
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="decay"
# How many axes has a weight matrix, and how many a bias? Ask `p.ndim`.

# %% [markdown] tags=["hint"] for="decay"
# In place again: `p *= …` changes the network's own tensor, `p = p * …` makes a new one. What factor leaves a share of
# `1 - amount`?

# %% [markdown] id="decay-check-about"
# By hand, and beside torch's AdamW.

# %% id="decay-check" tags=["check"]
W, b = torch.full((2, 2), 10.0, requires_grad=True), torch.full((2,), 10.0, requires_grad=True)
shrink([W, b], 0.1)
assert not torch.allclose(W, torch.tensor(10.0)), "The weights are as before: were the tensors themselves changed?"
assert torch.allclose(W, torch.tensor(9.0)), f"A weight of 10 that loses a tenth is 9; yours is {W.mean().item():.3g}."
assert torch.allclose(b, torch.tensor(10.0)), f"Biases do not decay: 10 stays 10; yours is {b.mean().item():.3g}."
first, second = twins()
first, second = first[:1], second[:1]
mine = Adam(first, rate=0.1)
adam_step = mine.step


def decayed_step():
    shrink(mine.parameters, 0.1 * 0.3)
    adam_step()


mine.step = decayed_step
gaps = side_by_side(mine, torch.optim.AdamW(second, lr=0.1, weight_decay=0.3))
assert max(gaps) < 1e-9, f"Together with your Adam this should be AdamW; after 30 steps it differs by {gaps[-1]:.2g}."

# %% [markdown] id="weights-about"
# Train the same network with and without, and look at the weights themselves.

# %% id="weights"
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6))
for name, colour, style in [("nothing", VERMILION, "-"), ("weight decay", BLUE, "-")]:
    rng = torch.Generator(DEVICE).manual_seed(SEED)
    net = Net([64, HIDDEN, HIDDEN, 10], rng)
    optimiser, sizes = Adam(net.parameters(), RATE), []
    for _ in range(20):
        for rows in train[torch.randperm(len(train), generator=rng, device=DEVICE)].split(BATCH):
            learn(net, optimiser, pixels[rows], given[rows], RECIPES[name].get("decay", 0.0))
        sizes.append(math.sqrt(sum((W.detach() ** 2).sum().item() for W in net.weights)))
    left.plot(range(1, 21), sizes, style, color=colour, lw=2, label=name)
    middle = net.weights[1].detach().cpu().ravel()
    right.hist(middle.numpy(), bins=np.linspace(-0.45, 0.45, 91), color=colour, histtype="step", lw=2, label=name)
left.set(
    xlabel="epoch",
    ylabel="length of all weights together",
    title="Weights grow where lies are learned",
    ylim=(0, None),
    xticks=range(0, 21, 5),
)
right.set(xlabel="weight of the second layer", ylabel="how many (log scale)", yscale="log", title="after 20 epochs")
left.legend()
right.legend()
plt.show()

# %% [markdown] id="norm-about"
# ## 7. Batch normalisation: keep the numbers in range
#
# You have seen in `net-from-scratch` that a signal fades or explodes over many layers unless the start is just right,
# and nothing guarantees that it stays right while the weights move. Batch normalisation puts it right in every step.
# For every unit (column), over the examples of the batch,
#
# $$\hat h = \frac{h - \text{mean}}{\sqrt{\text{variance} + \varepsilon}}, \qquad
# \text{result} = \text{scale}\cdot\hat h + \text{shift},$$
#
# where scale and shift are learned, so that nothing is lost. The variance here divides by $n$, not by $n-1$
# (torch's `var` does so with `unbiased=False`).
#
# In use there may be only one image, and no batch to take a mean of. So while training one keeps a running average
# of the means and the variances, `running = (mean, variance)`, two tensors that are changed *in place* by
# `running ← 0.9 · running + 0.1 · this batch` and carry no gradient. In use, these stand in for the batch.


# %% id="norm" tags=["exercise"]
def batch_norm(h, scale, shift, running, training, epsilon=1e-5):
    """Every column brought to mean 0 and variance 1, then scaled and shifted; in use by the running averages."""
    ### BEGIN SOLUTION
    #: the mean and variance of this batch (and an update of the running ones), or, in use, the running ones.
    if training:
        mean, variance = h.mean(axis=0), h.var(axis=0, unbiased=False)
        with torch.no_grad():
            for average, now in zip(running, (mean, variance), strict=True):
                average *= 0.9
                average += 0.1 * now
    else:
        mean, variance = running
    return scale * (h - mean) / (variance + epsilon).sqrt() + shift
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="norm"
# One unit at a time: it has as many values as there are examples. Along which axis do the examples lie?

# %% [markdown] tags=["hint"] for="norm"
# `h.var(axis=0, unbiased=False)` divides by $n$. For the running averages, `average *= 0.9` and then
# `average += 0.1 * now`, inside `with torch.no_grad():`.

# %% [markdown] id="norm-check-about"
# By its own promise, and beside torch's.

# %% id="norm-check" tags=["check"]
rng = torch.Generator().manual_seed(4)
h = (torch.randn(64, 5, generator=rng) * torch.tensor([0.01, 1.0, 2.0, 5.0, 100.0]) + 3).requires_grad_()
scale, shift = torch.ones(5), torch.zeros(5)
running = (torch.zeros(5), torch.ones(5))
out = batch_norm(h, scale, shift, running, True)
assert out.shape == h.shape, f"The shape should stay {tuple(h.shape)}; yours is {tuple(out.shape)}."
assert torch.allclose(out.mean(axis=0), torch.zeros(5), atol=1e-3), "Each unit should have the mean 0 over the batch."
spread = out[:, 1:].var(axis=0, unbiased=False)  # without the first unit, so quiet that ε shows
assert torch.allclose(spread, torch.ones(4), atol=1e-3), (
    f"Each unit should have the variance 1 over the batch; yours have {spread.tolist()}. "
    "(Whoever divides by 63 instead of 64 gets 0.984.)"
)
assert not running[0].requires_grad, "The running averages should carry no gradient."
assert torch.allclose(running[0], 0.1 * h.mean(axis=0), rtol=1e-4), (
    f"From 0, the running mean moves a tenth of the way to the batch's; yours is {running[0].tolist()}."
)
assert torch.allclose(running[1], 0.9 + 0.1 * h.var(axis=0, unbiased=False), rtol=0.03), (
    "From 1, the running variance moves a tenth of the way to the batch's."
)
scale, shift = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0]), torch.tensor([0.0, 1.0, 2.0, 3.0, 4.0])
weight = torch.randn(64, 5, generator=rng)
kept = [part.clone() for part in running]
for training in (True, False):
    mine = batch_norm(h, scale, shift, tuple(part.clone() for part in kept), training)
    theirs = functional.batch_norm(h, *(part.clone() for part in kept), scale, shift, training)
    word = "training" if training else "use"
    assert torch.allclose(mine, theirs, atol=1e-4), f"In {word} your result differs from torch's."
    ours, other = (torch.autograd.grad((made * weight).sum(), h)[0] for made in (mine, theirs))
    assert torch.allclose(ours, other, atol=1e-3, rtol=1e-3), (
        f"In {word} the blame that flows back differs from torch's."
    )
batch_norm(h, scale, shift, running, False)
assert torch.equal(running[0], kept[0]), "In use the running averages stay as they are."
alone = batch_norm(h[:1], scale, shift, running, False)
assert torch.allclose(alone, batch_norm(h, scale, shift, running, False)[:1]), (
    "In use an image gets the same answer alone as in the company of others."
)

# %% [markdown] id="deep-about"
# ### Predict
#
# A network of twelve layers, started with weights of *half* the right size, so that the signal fades. True labels, 150
# steps of gradient descent with momentum. How much of the digits does it learn without batch normalisation, and with?
#
# *Your guess:*
#

# %% id="deep"
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6))
for norm, colour, name in [(False, VERMILION, "without"), (True, BLUE, "with batch norm")]:
    rng = torch.Generator(DEVICE).manual_seed(SEED)
    net = Net([64] + [64] * 11 + [10], rng, norm=norm, start=0.5)
    with torch.no_grad():
        h, strengths = pixels[train], []
        for depth, W in enumerate(net.weights[:-1]):
            h = h @ W
            if norm:
                h = batch_norm(
                    h, net.scales[depth], net.shifts[depth], (torch.zeros_like(h[0]), torch.ones_like(h[0])), True
                )
            h = torch.relu(h)
            strengths.append((h**2).mean().sqrt().item())
    left.semilogy(range(1, 12), strengths, "o-", color=colour, label=name)
    optimiser, losses = Momentum(net.parameters(), 0.05), []
    for _ in range(150):
        rows = train[torch.randint(len(train), (BATCH,), generator=rng, device=DEVICE)]
        losses.append(learn(net, optimiser, pixels[rows], truth[rows]))
    right.plot(losses, color=colour, lw=2, label=name)
left.set(xlabel="layer", ylabel="strength of the signal", title="Before training")
right.axhline(math.log(10), color="#777777", ls=":", label="knowing nothing")
right.set(xlabel="step", ylabel="training loss", title="150 steps")
left.legend()
right.legend()
plt.show()

# %% [markdown] id="compare-guess-about"
# ## 8. The comparison
#
# Five recipes, three seeds each (other splits, other lies, another start), and for every run two readings: at the end,
# and where your `stop_at` would have stopped. **Predict:** order them. And will batch normalisation, which helped so
# much just now, help against the lies?

# %% id="compare-guess"
my_order = []  # for example ["dropout + decay", "dropout", "weight decay", "batch norm", "nothing"]

# %% [markdown] id="compare-about"
# This takes about half a minute.

# %% id="compare"
SEEDS = [3 * SEED + 100 + number for number in range(3)]
at_end = {name: [] for name in RECIPES}
at_stop = {name: [] for name in RECIPES}
for name, seed in tqdm([(name, seed) for name in RECIPES for seed in SEEDS], desc="networks"):
    record, last_scores = fit(seed, **RECIPES[name])
    at_end[name].append(record["test"][-1])
    at_stop[name].append(record["test"][stop_at(record["validation loss"], PATIENCE)[0]])
    if name == "dropout + decay" and seed == SEEDS[0]:
        trusted = last_scores  # for the last part

fig, ax = plt.subplots(figsize=(9, 4))
for place, name in enumerate(RECIPES):
    for shift, values, colour, word in [
        (-0.2, at_end, VERMILION, "at the end"),
        (0.2, at_stop, BLUE, "stopped in time"),
    ]:
        mean = np.mean(values[name])
        ax.barh(place + shift, mean, 0.38, color=colour, alpha=0.75, label=word if place == 0 else None)
        ax.plot(
            values[name],
            [place + shift] * 3,
            "o",
            color=BLACK,
            ms=4,
            label="single seeds" if place + shift > 4 else None,
        )
        ax.text(0.505, place + shift, f"{mean:.1%}", va="center", color="white", fontweight="bold")
ax.set_yticks(range(len(RECIPES)), list(RECIPES))
ax.invert_yaxis()
ax.set(xlim=(0.5, 1), xlabel="share of unseen digits read correctly, by the truth")
ax.set_title("Four labels in ten lie" + (f"; you said: {my_order[0]} first" if my_order else ""))
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %% [markdown] id="compare-check-about"
# The figure to reach is that of "dropout + decay" at the end of training, with no stopping needed.

# %% id="compare-check" tags=["check"] for="adam dropout decay"
AIM, GAIN = 0.87, 0.08
accuracy = float(np.mean(at_end["dropout + decay"]))
gains = [held - free for held, free in zip(at_end["dropout + decay"], at_end["nothing"], strict=True)]
gain = float(min(gains))
assert np.mean(at_end["nothing"]) < 0.8, "Without anything to hold it back, the network should have learned the lies."
assert gain >= GAIN, (
    f"Dropout and decay should gain {GAIN} or more with each seed; here: {np.round(gains, 3).tolist()}."
)
assert accuracy >= AIM, f"With dropout and decay {accuracy:.1%} of the unseen digits are right; the aim is {AIM:.0%}."

# %% id="compare-stop-check" tags=["check"] for="stopping"
assert np.mean(at_stop["nothing"]) > np.mean(at_end["nothing"]) + 0.05, (
    "To stop the plain network in time should gain a lot, and here it does not."
)

# %% [markdown] id="metric-about"
# The next two cells note the results in your progress, if the curriculum panel is there; otherwise they show nothing.

# %% id="metric"
result = {"name": "clean test accuracy from noisy labels", "value": accuracy, "unit": "share, mean of three seeds"}
display({"application/vnd.dl-curriculum.metric+json": result | {"at_least": AIM}}, raw=True)

# %% [markdown] id="metric-gain-about"
# What holding back has gained, on the worst of the three seeds.

# %% id="metric-gain"
result = {"name": "gain from regularisation", "value": gain, "unit": "share of test digits, worst seed"}
display({"application/vnd.dl-curriculum.metric+json": result | {"at_least": GAIN}}, raw=True)

# %% [markdown] id="compare-why"
# Look at the dots as well as at the bars. The differences between *neighbouring* recipes are often no larger than those
# between seeds: with one seed each you could have told any story. Batch normalisation alone makes it worse here, for it
# makes learning easier, and learning lies is learning too. And stopping in time, which costs nothing, does nearly
# as well as the rest, as long as you stop at the right moment; with dropout and decay there is no moment to miss.

# %% [markdown] id="suspects-about"
# ## 9. Who lied?
#
# A network that could not memorise disagrees with a label where the *images* disagree with it. So ask it about its own
# training set: which given label does it believe least? **Predict:** of the 400 most suspicious training labels, how
# many really lie?

# %% id="suspects-guess"
my_liars = None  # of 400

# %% [markdown] id="suspects-run-about"
# The title over each image says what the label claims, and what the network thinks.

# %% id="suspects"
pixels_then, given_then, train_then, _, _ = deal(SEEDS[0])
belief = functional.softmax(trusted, dim=1)[train_then, given_then[train_then]]
suspects = train_then[belief.argsort()]
lying = (given_then[suspects] != truth[suspects]).float().cpu().numpy()
found = int(lying[:400].sum())
fig = plt.figure(figsize=(12, 3.9))
grid = fig.add_gridspec(2, 11)
for number, row in enumerate(suspects[:12].tolist()):
    ax = fig.add_subplot(grid[number // 6, number % 6])
    ax.imshow(images[row].reshape(8, 8), cmap="gray_r")
    ax.set_title(f"“{given_then[row]}”? No, {trusted[row].argmax()}", fontsize=9)
    ax.set(xticks=[], yticks=[])
    if number == 6:
        ax.set(xlabel="column", ylabel="row")
ax = fig.add_subplot(grid[:, 7:])
ax.plot(np.arange(1, len(lying) + 1), lying.cumsum(0) / np.arange(1, len(lying) + 1), color=BLUE, lw=2)
ax.axhline(NOISE, color="#777777", ls=":", label="picking at random")
ax.axvline(400, color=VERMILION, ls="--", label=f"first 400: {found} lie")
ax.set(xlabel="labels accused, most suspicious first", ylabel="share that really lie", ylim=(0, 1.05))
ax.legend(loc="lower right", bbox_to_anchor=(1, 0.02))
fig.suptitle("The most suspicious labels" + (f" (you said {my_liars} of 400)" if my_liars else ""))
plt.show()

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original; while you play, do not mind
# them.)
#
# 1. `NOISE = 0`. Which of the five recipes still differ? What does that say about most of the data on which such
#    methods are shown?
# 2. `NOISE = 0.8`. Eight labels in ten lie, and still each true label is far more frequent than any single lie. How
#    far can you get?
# 3. In `dropout`, leave the division out. Which of the checks notices? What becomes of the network in use?
# 4. Give `Adam` the decay in the old way, by adding $\lambda W$ to the gradient. Is it as good at the same
#    $\lambda$? At another one?
# 5. `HIDDEN = 16`. A network too small to memorise: is that a regulariser as well?
#
# *What I expected, and what happened:*
#

# %% id="change-room"
# Room to try things.

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - [Adam: A Method for Stochastic Optimization](https://arxiv.org/abs/1412.6980), Kingma and Ba, 2014: your class is
#   its Algorithm 1. That decay should be kept apart from the gradient: Loshchilov and Hutter, [Decoupled Weight Decay
#   Regularization](https://arxiv.org/abs/1711.05101), 2017.
# - [Dropout](https://jmlr.org/papers/v15/srivastava14a.html), Srivastava and others, 2014.
# - [Batch Normalization](https://arxiv.org/abs/1502.03167), Ioffe and Szegedy, 2015.
# - That networks can learn pure noise by heart: Zhang and others, [Understanding deep learning requires rethinking
#   generalization](https://arxiv.org/abs/1611.03530), 2016. That the truth comes first: Arpit and others, [A Closer
#   Look at Memorization in Deep Networks](https://arxiv.org/abs/1706.05394), 2017.
#
# Adam trains everything from here on. Dropout comes again in `recurrent-nets` and `mini-gpt`, a relative of batch
# normalisation there as well, and comparing over several seeds in both of your projects.
#
# **When it hurts**
#
# - Momentum, to play with in the browser: [Why Momentum Really Works](https://distill.pub/2017/momentum/).
# - All optimisers side by side: [Ruder's overview](https://arxiv.org/abs/1609.04747).
# - Your step differs from torch's from the second step on: something that should be remembered was made anew. From the
#   first step on: look at the correction for the start.
